using System;
using System.Numerics;
using Unroll.Networks.Losses;
using Unroll.Networks.Streaming;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Training.Translation;

/// <summary>Writes a decoder's own outputs into the inputs of a batch, where a coin says so.</summary>
sealed class OwnInputs<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 32-bit numbers of a step: a coin and a draw of 64 bits each.
    const int NumbersOfStep = 4;
    const int RowShift = 32;

    readonly ScheduledSampling _sampling;
    readonly StepwiseDecoder<T> _steps;
    readonly RandomStream _tokens, _worker = new(0), _batch = new(0);

    internal OwnInputs(ScheduledSampling sampling, StepwiseDecoder<T> steps)
    {
        (_sampling, _steps) = (sampling, steps);
        _tokens = new RandomStream(sampling.Seed).Split("teacher");
    }

    /// <summary>Chooses; the encoder has run over the batch's sources.</summary>
    internal void Choose(Batch<T> batch, in BatchPosition position)
    {
        var share = _sampling.Teacher.ShareAt(position.Step);
        if (!(share >= 0 && share <= 1))
            throw new InvalidOperationException(FormattableString.Invariant($"The teacher's share at step {position.Step} is {share}; a schedule gives shares from 0 to 1."));
        if (share == 1)
            return;
        _worker.EnterAt(_tokens, position.Worker);
        _batch.EnterAt(_worker, position.Number);
        _steps.Start();
        for (var step = 1; step < batch.Steps; step++)
        {
            if (batch.Inputs.IsSymbols)
                ChooseSymbols(batch.Symbols, step, share, _steps.Step(SymbolsAt(batch.Symbols, step - 1)));
            else
                ChooseNumbers(batch.Dense, step, share, Step(batch.Dense, step - 1));
        }
    }

    static unsafe ReadOnlySpan<int> SymbolsAt(Sequence<int> symbols, int step) => new(symbols.Row(step, 0), symbols.Batch);

    unsafe Sequence<T> Step(Sequence<T> inputs, int step) => _steps.Step(new ReadOnlySpan<T>(inputs.Row(step, 0), inputs.Batch * inputs.Width));

    bool IsOwn(int step, int row, double share)
    {
        _batch.Position = ((ulong)row << RowShift) + (ulong)step * NumbersOfStep;
        return _batch.NextDouble() >= share;
    }

    void ChooseSymbols(Sequence<int> inputs, int step, double share, Sequence<T> outputs)
    {
        for (var row = 0; row < inputs.Batch; row++)
        {
            if (!IsOwn(step, row, share))
                continue;
            ReadOnlySpan<T> written = outputs[0, row];
            var symbol = _sampling.Choice == OwnChoice.MostLikely ? ArgMax.Of(written) : SymbolChances.Draw(written, _batch.NextDouble());
            // Outputs that are not numbers say nothing; the pass that follows finds them. An end symbol that cannot be read leaves the one wanted in its place.
            if (symbol >= 0 && symbol < _steps.InputWidth)
                inputs[step, row][0] = symbol;
        }
    }

    void ChooseNumbers(Sequence<T> inputs, int step, double share, Sequence<T> outputs)
    {
        for (var row = 0; row < inputs.Batch; row++)
        {
            if (IsOwn(step, row, share))
                outputs[0, row].CopyTo(inputs[step, row]);
        }
    }
}
