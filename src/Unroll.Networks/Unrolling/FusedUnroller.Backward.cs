using System;
using Unroll.Networks.Cells;
using Unroll.Numerics.Products;

namespace Unroll.Networks.Unrolling;

// The walk back: the cell's equations backward over every block, then gradients of the gates times transposed weights.
sealed unsafe partial class FusedUnroller<TCell, L, T>
{
    bool WantsInput => !_inputGradients.IsEmpty && !_input.IsSymbols;

    void BackwardShare(in Share share)
    {
        if (share.FirstRow == share.LastRow)
            return;
        ClearSums(share);
        for (var t = _steps - 1; t >= 0; t--)
        {
            // Rows that end here begin their way back.
            var rows = RowsAt(share, t);
            for (var row = share.FirstRow + (t + 1 < _steps ? RowsAt(share, t + 1) : 0); row < share.FirstRow + rows; row++)
                EndRow(t, row, share);
            if (rows > 0)
                BackwardStep(t, rows, share);
            else
                share.Barrier?.Meet();
        }
        if (WantsInput && InputAhead(share))
            MultiplyInputBack(-1, share);
    }

    // The columns of the gradient of z that a share owns: its units', and the folded input's with the last units.
    (int First, int Last) ColumnsOf(in Share share)
    {
        var columns = P + (Folded && WantsInput ? _shape.Inputs : 0);
        return (share.FirstBlock * _blocks.BlockUnits, share.LastBlock == _blocks.Count ? columns : share.LastBlock * _blocks.BlockUnits);
    }

    void EndRow(int t, int row, in Share share)
    {
        var first = share.FirstBlock * _blocks.BlockUnits;
        var units = Math.Min(H, share.LastBlock * _blocks.BlockUnits) - first;
        if (_projects)
            CopyFinalStateGradient(0, row, new(FeedGradientRow(t + 1, row), P));
        for (var state = _projects ? 1 : 0; state < Layout.States; state++)
            CopyFinalStateGradient(state, row, first, new(GradientRow(t + 1, row) + state * GradientStride + first, units));
    }

    void BackwardStep(int t, int rows, in Share share)
    {
        var (firstColumn, lastColumn) = ColumnsOf(share);
        if (_projects)
            ProjectBack(t, share.FirstRow, rows);
        ClearGradients(t, share, rows);
        var (unit, units) = UnitsOf(share);
        for (var row = share.FirstRow; _zonesOut && row < share.FirstRow + rows; row++)
            SplitGradients(t, row, unit, units);
        for (var block = share.FirstBlock; block < share.LastBlock; block++)
            BackwardBlock(block, t, share.FirstRow, rows);
        for (var row = share.FirstRow; _zonesOut && row < share.FirstRow + rows; row++)
            JoinGradients(t, row, unit, units);
        for (var row = share.FirstRow; _normalizes && row < share.FirstRow + rows; row++)
            NormalizeBack(t, row);
        share.Barrier?.Meet();
        if (Layout.LateGates > 0)
            BackwardEarly(t, rows, share);
        if (Layout.GatesFromState > 0)
            MultiplyStateBack(firstColumn, lastColumn, t, share.FirstRow, rows);
        if (WalkNoise.DropsFeedback)
            AddFeedGradients(t, share.FirstRow, rows, firstColumn, Math.Min(P, lastColumn));
        for (var row = share.FirstRow; Folded && WantsInput && lastColumn > P && row < share.FirstRow + rows; row++)
            new Span<T>(FeedGradientRow(t, row) + P, _shape.Inputs).CopyTo(new(_inputGradients.Row(0, PlaceOf(t, row)), _shape.Inputs));
        if (WantsInput && !Folded && !InputAhead(share))
            MultiplyInputBack(t, share);
        if (Record is not null)
            RecordGradients(t, rows, share);
    }

    // A cell need not set the direct gradient of a previous state; then it is zero.
    void ClearGradients(int t, in Share share, int rows)
    {
        var (first, last) = ColumnsOf(share);
        var columns = GateBlocks.RoundUp(Math.Max(last, Math.Min(H, share.LastBlock * _blocks.BlockUnits)) - first);
        for (var row = share.FirstRow; row < share.FirstRow + rows; row++)
        {
            for (var state = 0; state < Layout.States; state++)
                new Span<T>(GradientRow(t, row) + state * GradientStride + first, columns).Clear();
            if (FeedsGradientApart)
                new Span<T>(FeedGradientRow(t, row) + first, columns).Clear();
        }
    }

    void BackwardBlock(int block, int t, int first, int rows)
    {
        var unit = block * _blocks.BlockUnits;
        var sweep = SweepOf(block, t, first);
        // The gradient of an output that is projected or zoned out has already become that of state 0.
        var output = !_projects && !_zonesOut;
        var gradients = new SweepGradients<T>(GradientRow(t + 1, first) + unit, output ? OutputGradientRow(t, first) + unit : _zeros, GradientRow(t, first) + unit, GradientStride);
        var outputStride = !output ? 0 : GradientRows.IsSet ? GradientRows.Stride : OutputGradientStride;
        for (var row = first; row < first + rows; row++)
        {
            UnitSweep<TCell, MainPart, L, T>.Backward(sweep, gradients);
            Advance(ref sweep);
            gradients.Advance(outputStride, _stride);
        }
    }

    // Two-stage cells: from the gradients of the late gates to that of what they read, and through the first stage.
    void BackwardEarly(int t, int rows, in Share share)
    {
        var first = share.FirstRow;
        for (var row = first; row < first + rows; row++)
            new Span<T>(LateGradientRow(row), GateBlocks.RoundUp(H)).Clear();
        MultiplyGatesBack(new GateRun(Layout.LateGates, Layout.EarlyGates * _blocks.BlockUnits, Late: true), 0, H, new GateRows(PlaceOf(t, first), rows, 1), LateGradientRow(first));
        for (var block = 0; block < _blocks.Count; block++)
        {
            var unit = block * _blocks.BlockUnits;
            for (var row = first; WalkNoise.DropsFeedback && row < first + rows; row++)
                MultiplyUnits(LateGradientRow(row), WalkNoise.Fed(row), LateGradientRow(row), unit, _blocks.OwnUnits(block));
            var sweep = SweepOf(block, t, first);
            var gradients = new SweepGradients<T>(GradientRow(t + 1, first) + unit, _zeros, GradientRow(t, first) + unit, GradientStride);
            for (var row = first; row < first + rows; row++)
            {
                UnitSweep<TCell, EarlyPart, L, T>.Backward(sweep, gradients);
                Advance(ref sweep);
                gradients.Advance(0, _stride);
            }
        }
    }

    // What was multiplied on its way back into the cell is multiplied again.
    void AddFeedGradients(int t, int first, int rows, int firstColumn, int lastColumn)
    {
        for (var row = first; row < first + rows; row++)
        {
            MultiplyUnits(FeedGradientRow(t, row), WalkNoise.Fed(row), FeedGradientRow(t, row), firstColumn, lastColumn - firstColumn);
            RowSweep<L, T>.Add(GradientRow(t, row) + firstColumn, FeedGradientRow(t, row) + firstColumn, GradientRow(t, row) + firstColumn, lastColumn - firstColumn);
        }
    }

    // Blocks of gates multiplied at a time on the way back: their panel of weights and their gradients stay in the second cache together.
    const int BlocksAtOnce = 8;

    // Neighbouring gates: how many, where they start in a row of a block, and whether their weights are those of the late gates.
    readonly record struct GateRun(int Gates, int Start, bool Late = false);

    // Rows of gates: first place, how many, how far apart.
    readonly record struct GateRows(int Place, int Count, int Apart);

    // Gradients of the gates times R transposed (and W transposed), added to what reached the previous output directly.
    void MultiplyStateBack(int firstColumn, int lastColumn, int t, int first, int rows) => MultiplyGatesBack(
        new GateRun(Layout.GatesFromState - Layout.LateGates, _blocks.StateGatesStart), firstColumn, lastColumn, new GateRows(PlaceOf(t, first), rows, 1), FeedGradientRow(t, first));

    void MultiplyGatesBack(GateRun gates, int firstColumn, int lastColumn, GateRows rows, T* result)
    {
        for (var block = 0; block < _blocks.Count; block += BlocksAtOnce)
        {
            for (var column = firstColumn; column < lastColumn; column += FusedWeights<T>.PanelColumns)
            {
                var panel = column / FusedWeights<T>.PanelColumns;
                MultiplyBack(block, Math.Min(block + BlocksAtOnce, _blocks.Count), gates, gates.Late ? _packed.LateBack(panel) : _packed.StateBack(panel), PanelWidth(panel, lastColumn),
                    rows, result + column, _stride, accumulate: true);
            }
        }
    }

    static int PanelWidth(int panel, int columns) =>
        GateBlocks.RoundUp(Math.Min(FusedWeights<T>.PanelColumns, columns - panel * FusedWeights<T>.PanelColumns));

    // Some blocks' gradients times one panel of transposed weights. The gradients of a row lie in one run for each block.
    void MultiplyBack(int firstBlock, int lastBlock, GateRun gates, T* panel, int width, GateRows rows, T* result, nint stride, bool accumulate)
    {
        var run = gates.Gates * _blocks.BlockUnits;
        var depth = gates.Gates * _blocks.UnitsBefore(lastBlock) - firstBlock * run;
        GemmPanel<L, T>.Multiply(new TileLeft<T>(Gates(firstBlock, rows.Place) + gates.Start, (nint)rows.Apart * _blocks.RowWidth, 1, run, BlockStride), rows.Count,
            panel + (nint)firstBlock * run * FusedWeights<T>.PanelColumns, FusedWeights<T>.PanelColumns, width, depth, accumulate ? result : null, stride, result, stride);
    }

    // Rows that a panel takes at once: enough to use what a tile reads, few enough for their sums to stay near between groups of blocks.
    const int RowsBackAtOnce = 24;

    // The gradient of a wide input for all steps, some of them together.
    void MultiplyInputBackAhead(int block, int panel, in Share share)
    {
        var rows = share.LastRow - share.FirstRow;
        if (!Packing.IsFull || (rows < _batch && rows >= _steps))
        {
            for (var t = 0; t < _steps; t++)
                MultiplyInputBack(panel, block, new GateRows(PlaceOf(t, share.FirstRow), RowsAt(share, t), 1));
            return;
        }
        var together = rows == _batch ? Math.Max(1, RowsBackAtOnce / _batch) : RowsBackAtOnce;
        for (var t = 0; t < _steps; t += together)
        {
            var steps = Math.Min(together, _steps - t);
            if (rows == _batch)
                MultiplyInputBack(panel, block, new GateRows(PlaceOf(t, 0), steps * _batch, 1));
            for (var row = share.FirstRow; rows < _batch && row < share.LastRow; row++)
                MultiplyInputBack(panel, block, new GateRows(PlaceOf(t, row), steps, _batch));
        }
    }

    // Gradients of the gates times W transposed, the gradient of a wide input: at one step, or (-1) at all.
    void MultiplyInputBack(int t, in Share share)
    {
        var panels = FusedWeights<T>.Panels(_shape.Inputs);
        var (firstPanel, lastPanel) = (panels * share.FirstBlock / _blocks.Count, panels * share.LastBlock / _blocks.Count);
        for (var block = 0; block < _blocks.Count; block += BlocksAtOnce)
        {
            for (var panel = firstPanel; panel < lastPanel; panel++)
            {
                if (t < 0)
                    MultiplyInputBackAhead(block, panel, share);
                else
                    MultiplyInputBack(panel, block, new GateRows(PlaceOf(t, share.FirstRow), RowsAt(share, t), 1));
            }
        }
    }

    void MultiplyInputBack(int panel, int block, GateRows rows)
    {
        if (rows.Count == 0)
            return;
        var column = panel * FusedWeights<T>.PanelColumns;
        var width = PanelWidth(panel, _shape.Inputs);
        var columns = Math.Min(width, _shape.Inputs - column);
        // A panel wider than the columns that are left would write past the caller's rows: it goes through memory of our own.
        var exact = width == columns;
        var result = exact ? _inputGradients.Row(0, rows.Place) + column : InputPanel(rows.Place);
        var stride = (nint)rows.Apart * (exact ? _inputGradients.Stride : FusedWeights<T>.PanelColumns);
        var right = _packed.InputBack(panel);
        var last = Math.Min(block + BlocksAtOnce, _blocks.Count);
        // The last block's gates may lie further up than the others' and are then multiplied by themselves.
        var apart = last == _blocks.Count && _blocks.Shift(last - 1) != 0;
        var full = apart ? last - 1 : last;
        var gates = new GateRun(Layout.GatesFromInput, 0);
        if (full > block)
            MultiplyBack(block, full, gates, right, width, rows, result, stride, accumulate: block > 0);
        if (apart)
            MultiplyBack(full, last, gates with { Start = _blocks.Shift(full) }, right, width, rows, result, stride, accumulate: full > 0);
        if (exact || last < _blocks.Count)
            return;
        var target = _inputGradients.Row(0, rows.Place) + column;
        for (var row = 0; row < rows.Count; row++)
            new Span<T>(result + row * stride, columns).CopyTo(new(target + (nint)row * rows.Apart * _inputGradients.Stride, columns));
    }

    T* InputPanel(int place) => _inputPanel + (nint)place * FusedWeights<T>.PanelColumns;

    // Sums of which every row has its own: they are added up over the rows at the end, in the rows' order.
    void ClearSums(in Share share)
    {
        var first = share.FirstBlock * _blocks.BlockUnits;
        var units = Math.Min(_packed.UnitStride, share.LastBlock * _blocks.BlockUnits) - first;
        for (var row = share.FirstRow; row < share.LastRow; row++)
        {
            for (var weight = 0; weight < Layout.UnitWeights; weight++)
                new Span<T>(_unitSums + ((nint)row * Layout.UnitWeights + weight) * _packed.UnitStride + first, units).Clear();
            if (_normalizes)
                ClearNormalization(row);
        }
    }

    void SumUnits()
    {
        var gradients = _setup.Gradients().Unit;
        for (var weight = 0; weight < Layout.UnitWeights; weight++)
        {
            if (_setup.UnitRows[weight] < 0)
                continue;
            var sum = gradients[_setup.UnitRows[weight]];
            sum.Clear();
            for (var row = 0; row < Packing.Rows; row++)
            {
                var part = _unitSums + ((nint)row * Layout.UnitWeights + weight) * _packed.UnitStride;
                for (var unit = 0; unit < H; unit++)
                    sum[unit] += part[unit];
            }
        }
    }
}
