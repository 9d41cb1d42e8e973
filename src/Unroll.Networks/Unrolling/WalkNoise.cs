using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Unrolling;

/// <summary>
/// The random masks of one pass of a walk. They are drawn for the caller's rows and each row's own steps, so neither padding nor the order
/// of rows in the walk has a say in them.
/// </summary>
sealed unsafe class WalkNoise<T>(RecurrentShape shape, RecurrentOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const ulong OutputPurpose = 0, MemoryPurpose = 1, FeedbackPurpose = 2, WeightPurpose = 3;

    readonly int _stride = GateBlocks.RoundUp(shape.Hidden);
    Reservation _kept, _fed;
    T* _keptMasks;   // [state][slot][stride]: 1 where a state stays what it was
    T* _fedMasks;    // [row][stride]: 1 / (1 - share) where an output is fed back
    SequencePacking _packing = null!;
    NoisePosition _noise;
    long _slots;
    bool _training;

    /// <summary>Whether states of a kind are zoned out in this walk.</summary>
    public bool Keeps(int state) => _training && ShareKept(state) > 0;

    /// <summary>Whether outputs are dropped on their way back into the cell.</summary>
    public bool DropsFeedback => _training && options.RecurrentDropout > 0;

    /// <summary>Share of a kind of state that is kept in training; in use, each number moves on by the rest of the share.</summary>
    public double ShareKept(int state) => state == 0 ? options.OutputZoneout : options.MemoryZoneout;

    public void Plan(MemoryPlan plan, TraceShape trace)
    {
        _training = trace.Mode == TraceMode.Training;
        _slots = (long)trace.Steps * trace.Batch;
        var states = 0;
        for (var state = 0; state < shape.Layout.States; state++)
            states = Keeps(state) ? state + 1 : states;
        _kept = plan.Reserve(states * _slots * _stride);
        _fed = plan.Reserve(DropsFeedback ? (long)trace.Batch * _stride : 0);
    }

    public void Bind(Workspace<T> workspace)
    {
        _keptMasks = workspace[_kept];
        _fedMasks = workspace[_fed];
    }

    /// <summary>Begins a pass: draws what is alike for all its steps.</summary>
    public void Begin(NoisePosition noise, SequencePacking packing)
    {
        (_noise, _packing) = (noise, packing);
        var scale = T.CreateTruncating(1 / (1 - options.RecurrentDropout));
        for (var row = 0; DropsFeedback && row < packing.Rows; row++)
            Fill(new(Fed(row), shape.Hidden), options.RecurrentDropout, T.Zero, scale, FeedbackPurpose, 0, row, 0);
    }

    /// <summary>Draws for some neighbouring units of a row and step which states stay what they are; the first is a multiple of 8.</summary>
    public void DrawKept(int step, int row, int first, int units)
    {
        for (var state = 0; state < shape.Layout.States; state++)
        {
            if (Keeps(state))
                Fill(new(Kept(state, step, row) + first, units), ShareKept(state), T.One, T.Zero, state == 0 ? OutputPurpose : MemoryPurpose, _packing.FirstStep + step, row, first);
        }
    }

    /// <summary>For every unit 1 where a state stays what it was before a step, else 0.</summary>
    public T* Kept(int state, int step, int row) => _keptMasks + (state * _slots + _packing.PlaceAt(step) + row) * _stride;

    /// <summary>For every unit what its output is multiplied by before it is fed back.</summary>
    public T* Fed(int row) => _fedMasks + (long)row * _stride;

    /// <summary>Sets the weights of a pass: some left out, the others enlarged to make up for them.</summary>
    public static void DropWeights(Matrix<T> source, Matrix<T> dropped, double share, NoisePosition noise)
    {
        DrawWeights(dropped, share, noise);
        Multiply(dropped, source);
    }

    /// <summary>Multiplies one matrix by another, number by number.</summary>
    public static void Multiply(Matrix<T> product, Matrix<T> factors)
    {
        for (var row = 0; row < product.Rows; row++)
        {
            var left = product[row];
            var right = factors[row];
            for (var column = 0; column < left.Length; column++)
                left[column] *= right[column];
        }
    }

    /// <summary>Fills a matrix with the factors of <see cref="DropWeights"/>.</summary>
    public static void DrawWeights(Matrix<T> factors, double share, NoisePosition noise)
    {
        var scale = T.CreateTruncating(1 / (1 - share));
        for (var row = 0; row < factors.Rows; row++)
            RandomMask.Fill(factors[row], share, T.Zero, scale, noise.Seed, (WeightPurpose << 62) | (uint)row, noise.Pass);
    }

    void Fill(Span<T> mask, double share, T chosen, T other, ulong purpose, int step, int row, int first) =>
        RandomMask.Fill(mask, share, chosen, other, _noise.Seed, (purpose << 62) | ((ulong)(uint)step << 31) | (uint)_packing.RowOf(row), _noise.Pass, first);
}
