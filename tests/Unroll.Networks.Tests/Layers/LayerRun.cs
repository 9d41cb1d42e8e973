using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Layers;

/// <summary>
/// A case's network and data. What stands at a step of a sequence depends on the row and on how many steps the sequence had before, not on padding;
/// where padding stands there is NaN, in the inputs and in the gradients of the outputs.
/// </summary>
sealed class LayerRun
{
    readonly LayerCase _case;
    readonly SequenceMask? _mask;
    readonly int _steps, _batch;

    /// <param name="case">The case.</param>
    /// <param name="lengths">Lengths of the rows; all of the case's steps where null.</param>
    /// <param name="padding">Where padding stands.</param>
    /// <param name="extra">Steps of padding beyond the case's.</param>
    /// <param name="width">Lane width.</param>
    /// <param name="team">The threads.</param>
    /// <param name="mode">Both passes, or forward alone.</param>
    public LayerRun(LayerCase @case, IReadOnlyList<int>? lengths = null, WalkPadding padding = WalkPadding.After, int extra = 0, LaneWidth? width = null, WorkerTeam? team = null,
        TraceMode mode = TraceMode.Training)
    {
        _case = @case;
        (_steps, _batch) = (@case.Steps + extra, lengths?.Count ?? 4);
        var plan = new ParameterPlan();
        Network = new Network<double>(plan, @case.Make(plan, width ?? LaneWidths.Widest));
        Network.Initialize(new RandomStream(31));
        foreach (var segment in Network.Parameters.Segments.Where(segment => segment.Initializer is Constant or Zeros))
            new Uniform(0.5, 1.5).Fill(Network.Parameters.ValuesOf(segment), new RandomStream(32).Split(segment.Name));
        Network.Parameters.MarkChanged();
        Trace = Network.CreateTrace(_steps + 1, _batch + 2, mode, team ?? WorkerTeam.Single, inputGradients: mode == TraceMode.Training, masks: lengths is not null);
        Trace.Noise = new NoisePosition(5, 6);
        _mask = lengths is null ? null : MaskOf(lengths, padding);
        Inputs = new(_steps * _batch * (@case.Symbols ? 1 : @case.InputWidth));
        InputGradients = new(_steps * _batch * @case.InputWidth);
        Symbols = new(_steps * _batch);
        OutputGradients = new double[OutputSteps * _batch * Network.OutputWidth];
        Fill();
    }

    public Network<double> Network { get; }

    public Trace<double> Trace { get; }

    public PinnedNumbers<double> Inputs { get; }

    public PinnedNumbers<int> Symbols { get; }

    public PinnedNumbers<double> InputGradients { get; }

    public double[] OutputGradients { get; }

    public int OutputSteps => _case.OutputSteps ?? _steps;

    public int Batch => _batch;

    SequenceMask MaskOf(IReadOnlyList<int> lengths, WalkPadding padding)
    {
        var mask = new SequenceMask(_steps, _batch);
        mask.SetLengths([.. lengths], padInFront: padding == WalkPadding.Before);
        for (var row = 0; padding == WalkPadding.Inside && row < _batch; row++)
        {
            var random = new RandomStream(33).At(row);
            for (var step = _steps - 1; step > 0; step--)
            {
                var other = random.NextInt32(step + 1);
                (mask[step, row], mask[other, row]) = (mask[other, row], mask[step, row]);
            }
        }
        return mask;
    }

    void Fill()
    {
        Inputs.All.Fill(double.NaN);
        OutputGradients.AsSpan().Fill(double.NaN);
        InputGradients.All.Fill(7);
        for (var row = 0; row < _batch; row++)
        {
            var (inputs, gradients) = (new RandomStream(34).At(row), new RandomStream(35).At(row));
            foreach (var place in PlacesOf(row))
            {
                Symbols.All[place] = inputs.NextInt32(_case.InputWidth);
                for (var i = 0; !_case.Symbols && i < _case.InputWidth; i++)
                    Inputs.All[place * _case.InputWidth + i] = inputs.NextNormal();
            }
            foreach (var place in OutputPlacesOf(row))
            {
                foreach (ref var gradient in OutputGradients.AsSpan(place * Network.OutputWidth, Network.OutputWidth))
                    gradient = gradients.NextNormal();
            }
        }
    }

    /// <summary>The places of a row's own steps, step · batch + row, first step first.</summary>
    public IEnumerable<int> PlacesOf(int row) => Enumerable.Range(0, _steps).Where(t => _mask is null || _mask[t, row]).Select(t => t * _batch + row);

    /// <summary>The same in the outputs.</summary>
    public IEnumerable<int> OutputPlacesOf(int row) => _case.OutputSteps is { } steps ? Enumerable.Range(0, steps).Select(t => t * _batch + row) : PlacesOf(row);

    /// <summary>A row of the outputs.</summary>
    public double[] Output(int place) => Trace.Outputs.Rows[place].ToArray();

    /// <summary>A row of the inputs.</summary>
    public double[] Input(int place) => Inputs.All.Slice(place * _case.InputWidth, _case.InputWidth).ToArray();

    public void Forward()
    {
        var input = _case.Symbols ? new LayerInput<double>(Symbols.As(_steps, _batch, 1)) : new LayerInput<double>(Inputs.As(_steps, _batch, _case.InputWidth));
        Network.Forward(input, Trace, _mask);
    }

    public void Backward(IGradientListener? listener = null)
    {
        var width = Network.OutputWidth;
        for (var place = 0; place < OutputSteps * _batch; place++)
            OutputGradients.AsSpan(place * width, width).CopyTo(Trace.OutputGradients.Rows[place]);
        Network.Backward(Trace, _case.Symbols ? default : InputGradients.As(_steps, _batch, _case.InputWidth), listener);
    }

    public LayerRun Pass()
    {
        Forward();
        Backward();
        return this;
    }

    /// <summary>Everything that the passes gave, sequence by sequence; nothing of it knows of padding.</summary>
    public double[] Results()
    {
        var numbers = new List<double>(ForwardResults());
        numbers.AddRange(Network.Parameters.Gradients);
        for (var row = 0; !_case.Symbols && row < _batch; row++)
        {
            foreach (var place in PlacesOf(row))
                numbers.AddRange(InputGradients.All.Slice(place * _case.InputWidth, _case.InputWidth));
        }
        return [.. numbers];
    }

    public double[] ForwardResults() => [.. Enumerable.Range(0, _batch).SelectMany(OutputPlacesOf).SelectMany(Output)];

    /// <summary>Outputs and gradients of inputs where padding stands.</summary>
    public double[] PaddingResults()
    {
        var padded = Enumerable.Range(0, _steps * _batch).Except(Enumerable.Range(0, _batch).SelectMany(PlacesOf)).ToArray();
        var outputs = _case.OutputSteps is null ? padded.SelectMany(Output) : [];
        return [.. outputs, .. _case.Symbols ? [] : padded.SelectMany(place => InputGradients.All.Slice(place * _case.InputWidth, _case.InputWidth).ToArray())];
    }

    /// <summary>The number whose gradients the backward pass gives.</summary>
    public double Loss()
    {
        Network.Parameters.MarkChanged();
        Forward();
        var width = Network.OutputWidth;
        return Enumerable.Range(0, _batch).SelectMany(OutputPlacesOf).Sum(place => Output(place).Zip(OutputGradients.AsSpan(place * width, width).ToArray(), (output, gradient) => output * gradient).Sum());
    }

    /// <summary>The largest distance of gradients from central differences, in units of 1 + their size. Those of the padding are NaN, and passed over.</summary>
    public double WorstGradient()
    {
        Pass();
        var (parameters, inputs) = (Network.Parameters.Gradients.ToArray(), InputGradients.All.ToArray());
        var worst = Worst(Network.Parameters.Values, parameters);
        return _case.Symbols ? worst : Math.Max(worst, Worst(Inputs.All, inputs));
    }

    double Worst(Span<double> values, double[] gradients)
    {
        const double Step = 1e-5;
        var worst = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            if (double.IsNaN(value))
                continue;
            values[i] = value + Step;
            var above = Loss();
            values[i] = value - Step;
            var below = Loss();
            values[i] = value;
            var error = Math.Abs((above - below) / (2 * Step) - gradients[i]) / (1 + Math.Abs(gradients[i]));
            worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
        }
        return worst;
    }
}
