using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Sequences;
using Unroll.Networks.Translation;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Translation;

/// <summary>A batch of sources and answers through a model. What stands at a step depends on row and step alone; where padding stands there are other symbols, and NaN in rows.</summary>
sealed class TranslationRun
{
    readonly PinnedNumbers<int> _sources, _inputs, _targets;
    readonly PinnedNumbers<double> _rows;
    readonly SequenceMask? _sourceMask, _mask;
    readonly int[] _sourceLengths, _lengths;
    readonly int _sourceSteps, _steps, _batch;
    readonly bool _readsRows;

    public TranslationRun(EncoderDecoder<double> model, int[] sourceLengths, int[] lengths, int padding = 0, WorkerTeam? team = null, bool padInFront = false, int firstRow = 0)
    {
        Model = model;
        (_sourceLengths, _lengths, _batch) = (sourceLengths, lengths, lengths.Length);
        (_sourceSteps, _steps) = (sourceLengths.Max() + padding, lengths.Max() + padding);
        _readsRows = model.Encoder.InputWidth == TranslationModel.RowWidth;
        var masks = padding > 0 || sourceLengths.Distinct().Count() > 1 || lengths.Distinct().Count() > 1;
        Trace = model.CreateTrace(_sourceSteps, _steps, _batch, TraceMode.Training, team ?? WorkerTeam.Single, masks);
        (_sources, _inputs, _targets) = (new(_sourceSteps * _batch), new(_steps * _batch), new(_steps * _batch));
        _rows = new(_sourceSteps * _batch * TranslationModel.RowWidth);
        if (masks)
        {
            (_sourceMask, _mask) = (new(_sourceSteps, _batch), new(_steps, _batch));
            _sourceMask.SetLengths(sourceLengths, padInFront);
            _mask.SetLengths(lengths);
        }
        Fill(padInFront, firstRow);
    }

    public EncoderDecoder<double> Model { get; }

    public EncoderDecoderTrace<double> Trace { get; }

    public LayerInput<double> Sources => _readsRows
        ? new(_rows.As(_sourceSteps, _batch, TranslationModel.RowWidth)) : new(_sources.As(_sourceSteps, _batch, 1));

    public SequenceMask? SourceMask => _sourceMask;

    /// <summary>What the decoder reads: the start, then the answer.</summary>
    public int InputAt(int step, int row) => _inputs.All[step * _batch + row];

    void Fill(bool padInFront, int firstRow)
    {
        for (var row = 0; row < _batch; row++)
        {
            var before = padInFront ? _sourceSteps - _sourceLengths[row] : 0;
            for (var step = 0; step < _sourceSteps; step++)
            {
                var own = step - before;
                var isValid = own >= 0 && own < _sourceLengths[row];
                _sources.All[step * _batch + row] = isValid ? TranslationModel.SymbolAt(firstRow + row, own, TranslationModel.Sources, 1) : 2;
                for (var column = 0; column < TranslationModel.RowWidth; column++)
                    _rows.All[(step * _batch + row) * TranslationModel.RowWidth + column] = isValid ? TranslationModel.NumberAt(firstRow + row, own, column, 3) : double.NaN;
            }
            for (var step = 0; step < _steps; step++)
            {
                _inputs.All[step * _batch + row] = step == 0 ? TranslationModel.Start : TranslationModel.SymbolAt(firstRow + row, step - 1, TranslationModel.Answers, 2);
                _targets.All[step * _batch + row] = step < _lengths[row] ? TranslationModel.SymbolAt(firstRow + row, step, TranslationModel.Answers, 2) : -1;
            }
        }
    }

    public void Forward()
    {
        Model.Encode(Sources, Trace, _sourceMask);
        Model.Decode(new LayerInput<double>(_inputs.As(_steps, _batch, 1)), Trace, _mask);
    }

    /// <summary>The loss; with a backward pass also all gradients.</summary>
    public double Pass(bool backward = true)
    {
        Forward();
        var loss = new SoftmaxCrossEntropy<double>(LossReduction.Sum).Measure(Trace.Decoder.Outputs, _targets.As(_steps, _batch, 1), backward ? Trace.Decoder.OutputGradients : default);
        if (backward)
            Model.Backward(Trace);
        return loss.Objective;
    }

    /// <summary>All bits that may not depend on padding, threads or walks: outputs at valid steps.</summary>
    public double[] Outputs()
    {
        var outputs = new List<double>();
        for (var row = 0; row < _batch; row++)
        {
            for (var step = 0; step < _lengths[row]; step++)
                outputs.AddRange(Trace.Decoder.Outputs[step, row].ToArray());
        }
        return [.. outputs];
    }
}
