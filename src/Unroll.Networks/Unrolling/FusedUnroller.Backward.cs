using System;
using Unroll.Numerics.Products;

namespace Unroll.Networks.Unrolling;

// The walk back: the cell's equations backward over every block, then gradients of the gates times transposed weights.
sealed unsafe partial class FusedUnroller<TCell, L, T>
{
    void BackwardShare(in Share share)
    {
        if (share.Rows == 0)
            return;
        var wantsInput = !_inputGradients.IsEmpty && !_input.IsSymbols;
        var columns = H + (Folded && wantsInput ? _shape.Inputs : 0);
        // The columns of the previous state's gradient that this share owns: its units', and the folded input's with the last units.
        var firstColumn = share.FirstBlock * _blocks.BlockUnits;
        var lastColumn = share.LastBlock == _blocks.Count ? columns : share.LastBlock * _blocks.BlockUnits;
        for (var t = _steps - 1; t >= 0; t--)
        {
            ClearGradients(t, share, firstColumn, GateBlocks.RoundUp(lastColumn - firstColumn));
            for (var block = share.FirstBlock; block < share.LastBlock; block++)
                BackwardBlock(block, t, share.FirstRow, share.Rows);
            share.Barrier?.Meet();
            MultiplyStateBack(firstColumn, lastColumn, t, share.FirstRow, share.Rows);
            for (var row = share.FirstRow; Folded && wantsInput && lastColumn > H && row < share.LastRow; row++)
                new Span<T>(GradientRow(t, row) + H, _shape.Inputs).CopyTo(_inputGradients[t, row]);
            if (wantsInput && !Folded && !InputAhead(share.Rows))
                MultiplyInputBack(t, share);
        }
        if (wantsInput && InputAhead(share.Rows))
            MultiplyInputBack(-1, share);
    }

    // A cell need not set the direct gradient of a previous state; then it is zero.
    void ClearGradients(int t, in Share share, int firstColumn, int columns)
    {
        for (var state = 0; state < Layout.States; state++)
        {
            for (var row = share.FirstRow; row < share.LastRow; row++)
                new Span<T>(GradientRow(t, row) + state * GradientStride + firstColumn, columns).Clear();
        }
    }

    void BackwardBlock(int block, int t, int first, int rows)
    {
        var units = _blocks.Units(block);
        var unit = block * _blocks.BlockUnits;
        var gates = Gates(block, t, first) + _blocks.Shift(block);
        for (var row = first; row < first + rows; row++)
        {
            UnitSweep<TCell, L, T>.Backward(
                new SweepRow<T>(gates, units, StateRow(t, row) + unit, StateRow(t + 1, row) + unit, StateStride),
                new SweepGradients<T>(GradientRow(t + 1, row) + unit, _outputGradients + ((nint)t * _batch + row) * OutputGradientStride + unit,
                    GradientRow(t, row) + unit, GradientStride));
            gates += _blocks.RowWidth;
        }
    }

    // Blocks of gates multiplied at a time on the way back: their panel of weights and their gradients stay in the second cache together.
    const int BlocksAtOnce = 8;

    // Gradients of the gates times R transposed (and W transposed), added to what reached the previous output directly.
    void MultiplyStateBack(int firstColumn, int lastColumn, int t, int first, int rows)
    {
        for (var block = 0; block < _blocks.Count; block += BlocksAtOnce)
        {
            for (var column = firstColumn; column < lastColumn; column += FusedWeights<T>.PanelColumns)
            {
                var panel = column / FusedWeights<T>.PanelColumns;
                MultiplyBack(block, Math.Min(block + BlocksAtOnce, _blocks.Count), Layout.GatesFromState, _blocks.StateGatesStart, _packed.StateBack(panel), PanelWidth(panel, lastColumn),
                    new Rows(t, first, rows, 1), GradientRow(t, first) + column, _stride, accumulate: true);
            }
        }
    }

    static int PanelWidth(int panel, int columns) =>
        GateBlocks.RoundUp(Math.Min(FusedWeights<T>.PanelColumns, columns - panel * FusedWeights<T>.PanelColumns));

    // Rows of gates and where they are multiplied to: first row, how many, how far apart.
    readonly record struct Rows(int Step, int First, int Count, int Apart);

    // Some blocks' gradients times one panel of transposed weights. The gradients of a row lie in one run for each block.
    void MultiplyBack(int firstBlock, int lastBlock, int gates, int gatesStart, T* panel, int width, Rows rows, T* result, nint stride, bool accumulate)
    {
        var run = gates * _blocks.BlockUnits;
        var depth = gates * Math.Min(H, lastBlock * _blocks.BlockUnits) - firstBlock * run;
        GemmPanel<L, T>.Multiply(new TileLeft<T>(Gates(firstBlock, rows.Step, rows.First) + gatesStart, (nint)rows.Apart * _blocks.RowWidth, 1, run, BlockStride), rows.Count,
            panel + (nint)firstBlock * run * FusedWeights<T>.PanelColumns, FusedWeights<T>.PanelColumns, width, depth, accumulate ? result : null, stride, result, stride);
    }

    // Rows that a panel takes at once: enough to use what a tile reads, few enough for their sums to stay near between groups of blocks.
    const int RowsBackAtOnce = 24;

    // The gradient of a wide input for all steps, some of them together.
    void MultiplyInputBackAhead(int block, int panel, in Share share)
    {
        var together = share.Rows == _batch ? Math.Max(1, RowsBackAtOnce / _batch) : RowsBackAtOnce;
        for (var t = 0; t < _steps; t += together)
        {
            var steps = Math.Min(together, _steps - t);
            if (share.Rows == _batch)
                MultiplyInputBack(panel, block, new Rows(t, 0, steps * _batch, 1));
            for (var row = share.FirstRow; share.Rows < _batch && row < share.LastRow; row++)
                MultiplyInputBack(panel, block, new Rows(t, row, steps, _batch));
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
                    MultiplyInputBack(panel, block, new Rows(t, share.FirstRow, share.Rows, 1));
            }
        }
    }

    void MultiplyInputBack(int panel, int block, Rows rows)
    {
        var column = panel * FusedWeights<T>.PanelColumns;
        var width = PanelWidth(panel, _shape.Inputs);
        var columns = Math.Min(width, _shape.Inputs - column);
        // A panel wider than the columns that are left would write past the caller's rows: it goes through memory of our own.
        var exact = width == columns;
        var result = exact ? _inputGradients.Row(rows.Step, rows.First) + column : InputPanel(rows.Step, rows.First);
        var stride = (nint)rows.Apart * (exact ? _inputGradients.Stride : FusedWeights<T>.PanelColumns);
        var right = _packed.InputBack(panel);
        var last = Math.Min(block + BlocksAtOnce, _blocks.Count);
        // The last block's gates may lie further up than the others' and are then multiplied by themselves.
        var apart = last == _blocks.Count && _blocks.Shift(last - 1) != 0;
        var full = apart ? last - 1 : last;
        if (full > block)
            MultiplyBack(block, full, Layout.GatesFromInput, 0, right, width, rows, result, stride, accumulate: block > 0);
        if (apart)
            MultiplyBack(full, last, Layout.GatesFromInput, _blocks.Shift(full), right, width, rows, result, stride, accumulate: full > 0);
        if (exact || last < _blocks.Count)
            return;
        var target = _inputGradients.Row(rows.Step, rows.First) + column;
        for (var row = 0; row < rows.Count; row++)
            new Span<T>(result + row * stride, columns).CopyTo(new(target + (nint)row * rows.Apart * _inputGradients.Stride, columns));
    }

    T* InputPanel(int t, int row) => _inputPanel + ((nint)t * _batch + row) * FusedWeights<T>.PanelColumns;
}
