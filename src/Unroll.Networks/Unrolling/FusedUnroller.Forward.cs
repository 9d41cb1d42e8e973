using System;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Products;

namespace Unroll.Networks.Unrolling;

// The walk forward: products of weights with inputs and with what is fed back, then the cell's equations over every block.
sealed unsafe partial class FusedUnroller<TCell, L, T>
{
    void ForwardShare(in Share share)
    {
        if (share.FirstRow == share.LastRow)
            return;
        for (var row = share.FirstRow; share is { FirstBlock: 0, LastBlock: > 0 } && row < share.LastRow; row++)
            StartRow(row);
        if (InputAhead(share))
        {
            for (var block = share.FirstBlock; block < share.LastBlock; block++)
                AddInputAhead(block, share);
        }
        for (var t = 0; Folded && share is { FirstBlock: 0, LastBlock: > 0 } && t < _steps; t++)
            CopyInput(t, share.FirstRow, RowsAt(share, t));
        share.Barrier?.Meet();
        for (var t = 0; t < _steps; t++)
        {
            var rows = RowsAt(share, t);
            if (rows > 0)
                ForwardStep(t, rows, share);
            share.Barrier?.Meet();
        }
    }

    void ForwardStep(int t, int rows, in Share share)
    {
        for (var block = share.FirstBlock; block < share.LastBlock; block++)
        {
            MultiplyState(block, t, share.FirstRow, rows, InputAhead(share));
            if (Layout.LateGates > 0)
                SweepForward<EarlyPart>(block, t, share.FirstRow, rows);
            else if (!_normalizes)
                SweepForward<MainPart>(block, t, share.FirstRow, rows);
        }
        for (var block = share.FirstBlock; Layout.LateGates > 0 && block < share.LastBlock; block++)
        {
            MultiplyLate(block, t, share.FirstRow, rows);
            SweepForward<MainPart>(block, t, share.FirstRow, rows);
        }
        if (_normalizes)
        {
            for (var row = share.FirstRow; row < share.FirstRow + rows; row++)
                Normalize(t, row);
            for (var block = share.FirstBlock; block < share.LastBlock; block++)
                SweepForward<MainPart>(block, t, share.FirstRow, rows);
        }
        FinishStep(t, rows, share);
    }

    // What is done to the new states after the equations, and to what is fed back of them.
    void FinishStep(int t, int rows, in Share share)
    {
        var (unit, units) = UnitsOf(share);
        for (var row = share.FirstRow; _zonesOut && row < share.FirstRow + rows; row++)
            ZoneOut(t, row, unit, units);
        for (var row = share.FirstRow; OutputCopies.IsSet && row < share.FirstRow + rows; row++)
            RowSweep<L, T>.Copy(StateRow(t + 1, row) + unit, OutputCopies.At(Packing, t, row) + unit, units);
        if (_projects)
            Project(t, share.FirstRow, rows);
        else if (_apart && t + 1 < _steps)
        {
            var last = share.FirstRow + RowsAt(share, t + 1);
            for (var row = share.FirstRow; row < last; row++)
                FeedBack(t + 1, row, unit, units);
        }
    }

    (int First, int Count) UnitsOf(in Share share)
    {
        var first = share.FirstBlock * _blocks.BlockUnits;
        return (first, Math.Min(H, share.LastBlock * _blocks.BlockUnits) - first);
    }

    // With few rows the weights of a wide input are read more often than used, and large weights push each other out of the last cache:
    // then all steps go through them together, ahead of the walk. Otherwise step by step, while the gates are near. The sums, and the bits, are the same.
    const int ManyRows = 16;
    const long LargeWeights = 4L * 1024 * 1024;

    bool InputAhead(in Share share) =>
        _training && WideInput && (share.LastRow - share.FirstRow < ManyRows || (long)(H + _shape.Inputs) * Layout.Gates * H > LargeWeights);

    bool WideInput => !Folded && !_input.IsSymbols;

    void CopyInput(int t, int first, int rows)
    {
        for (var row = first; row < first + rows; row++)
            new Span<T>(_input.Dense.Row(0, PlaceOf(t, row)), _shape.Inputs).CopyTo(new(FeedRow(t, row) + P, _shape.Inputs));
    }

    // All steps as the rows of one product, or of one for each row of the batch or each step, whichever are fewer: so a tile has rows enough to use what it reads.
    void AddInputAhead(int block, in Share share)
    {
        if (OwnsAllRows(share))
        {
            AddInput(block, 0, Gates(block, 0), Packing.Places, 1);
            return;
        }
        var byRow = Packing.IsFull && _steps > share.LastRow - share.FirstRow;
        for (var row = share.FirstRow; byRow && row < share.LastRow; row++)
            AddInput(block, row, Gates(block, row), _steps, _batch);
        for (var t = 0; !byRow && t < _steps; t++)
            AddInput(block, PlaceOf(t, share.FirstRow), Gates(block, PlaceOf(t, share.FirstRow)), RowsAt(share, t), 1);
    }

    // A wide dense input: bias and W x into the gates that it feeds, the bias alone into the others. Rows may lie some apart.
    void AddInput(int block, int place, T* gates, int rows, int apart)
    {
        var shift = _blocks.Shift(block);
        var bias = _packed.Bias(block) + shift;
        gates += shift;
        var x = new TileLeft<T>(_input.Dense.Row(0, place), (nint)apart * _input.Dense.Stride, 1, _shape.Inputs, 0);
        GemmPanel<L, T>.Multiply(x, rows, _packed.Input(block), _blocks.RowWidth, _blocks.PanelWidth(block, Layout.GatesFromInput), _shape.Inputs,
            bias, 0, gates, (nint)apart * _blocks.RowWidth);
        var fed = Layout.GatesFromInput * _blocks.Units(block);
        var others = Layout.RecurrentGates * _blocks.Units(block);
        for (var row = 0; others > 0 && row < rows; row++)
            new Span<T>(bias + fed, others).CopyTo(new(gates + (nint)row * apart * _blocks.RowWidth + fed, others));
    }

    // A symbol: its row of W and the bias, gathered.
    void GatherInput(int block, int t, int first, int rows)
    {
        var (units, shift) = (_blocks.Units(block), _blocks.Shift(block));
        var bias = _packed.Bias(block) + shift;
        var fed = Layout.GatesFromInput * units;
        for (var row = first; row < first + rows; row++)
        {
            var symbol = _input.Symbols.Data[PlaceOf(t, row)];
            var gates = Gates(block, t, row) + shift;
            RowSweep<L, T>.Add(_packed.Input(block) + (nint)symbol * _blocks.RowWidth, bias, gates, fed);
            new Span<T>(bias + fed, Layout.RecurrentGates * units).CopyTo(new(gates + fed, Layout.RecurrentGates * units));
        }
    }

    // A block's pre-activations, those of late gates without what they read of the cell.
    void MultiplyState(int block, int t, int first, int rows, bool ahead)
    {
        if (_input.IsSymbols)
            GatherInput(block, t, first, rows);
        else if (WideInput && !ahead)
            AddInput(block, PlaceOf(t, first), Gates(block, t, first), rows, 1);
        if (Layout.GatesFromState == 0)
            return;
        var target = Gates(block, t, first) + _blocks.StateGatesStart;
        var start = Folded ? _packed.Bias(block) : target;
        var startStride = Folded ? 0 : _blocks.RowWidth;
        var depth = Folded ? P + _shape.Inputs : P;
        var skipped = t == 0 && _fromZero ? P : 0;
        if (skipped == depth)
            return;
        GemmPanel<L, T>.Multiply(new TileLeft<T>(FeedRow(t, first) + skipped, _stride, 1, depth - skipped, 0), rows, _packed.State(block) + (nint)skipped * _blocks.RowWidth, _blocks.RowWidth,
            _blocks.PanelWidth(block, Layout.GatesFromState - Layout.LateGates), depth - skipped, start, startStride, target, _blocks.RowWidth);
    }

    void MultiplyLate(int block, int t, int first, int rows)
    {
        var late = Layout.EarlyGates * _blocks.BlockUnits;
        var target = Gates(block, t, first) + late;
        GemmPanel<L, T>.Multiply(new TileLeft<T>(LateFeedRow(t, first), _stride, 1, P, 0), rows, _packed.State(block) + late, _blocks.RowWidth,
            _blocks.PanelWidth(block, Layout.LateGates), P, target, _blocks.RowWidth, target, _blocks.RowWidth);
    }

    void SweepForward<TPart>(int block, int t, int first, int rows)
        where TPart : struct, ISweepPart
    {
        var sweep = SweepOf(block, t, first);
        for (var row = first; row < first + rows; row++)
        {
            UnitSweep<TCell, TPart, L, T>.Forward(sweep);
            Advance(ref sweep);
        }
        for (var row = first; TPart.IsEarly && WalkNoise.DropsFeedback && row < first + rows; row++)
            MultiplyUnits(LateFeedRow(t, row), WalkNoise.Fed(row), LateFeedRow(t, row), block * _blocks.BlockUnits, _blocks.OwnUnits(block));
    }

    // From h to what the next step reads of it.
    void FeedBack(int t, int row, int unit, int units)
    {
        if (!_apart)
            return;
        if (WalkNoise.DropsFeedback)
            MultiplyUnits(StateRow(t, row), WalkNoise.Fed(row), FeedRow(t, row), unit, units);
        else
            new Span<T>(StateRow(t, row) + unit, units).CopyTo(new(FeedRow(t, row) + unit, units));
    }

    static void MultiplyUnits(T* left, T* right, T* product, int unit, int units) => RowSweep<L, T>.Multiply(left + unit, right + unit, product + unit, units);
}
