using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Unrolling;

/// <summary>What the backward walk left behind for the weight gradients.</summary>
/// <param name="gates">Gradients of the gates, <c>[block][T · B][RowWidth]</c>.</param>
/// <param name="blockStride">Distance between blocks.</param>
/// <param name="states">z, <c>[T · B][stride]</c>: row by row what the gates were computed from.</param>
/// <param name="feeds">What late gates were computed from in place of z, laid out alike; null where there are none.</param>
/// <param name="stateStride">Distance between rows of z.</param>
/// <param name="depth">T · B, or the places of a padded batch.</param>
/// <param name="zeros">Places, from the first on, whose part of z that is fed back is zero.</param>
readonly unsafe struct GradientSources<T>(T* gates, nint blockStride, T* states, T* feeds, int stateStride, int depth, int zeros)
    where T : unmanaged
{
    public readonly T* Gates = gates;
    public readonly nint BlockStride = blockStride;
    public readonly T* States = states;
    public readonly T* Feeds = feeds;
    public readonly int StateStride = stateStride;
    public readonly int Depth = depth;
    public readonly int Zeros = zeros;
}

/// <summary>
/// The weight gradients of a fused walk: for every weight one long sum over all steps and rows, in their order.
/// Threads split the weights, block by block and row by row, never the sums; there are no private copies to add up.
/// </summary>
sealed unsafe class FusedGradients<L, T>(RecurrentShape shape, Func<RecurrentWeights<T>> target) : ITeamJob
    where L : struct, ILane<L, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers of the left factors that a slab spans: half a megabyte of floats, which stays in the second cache while the blocks go by.</summary>
    const int SlabNumbers = 128 * 1024;

    /// <summary>Rows that go through all slabs together: so many that a slab is deep enough for its sums to be worth fetching.</summary>
    const int GroupRows = 5 * RowsAtOnce;

    readonly GateBlocks _blocks = new(shape.Layout, shape.Hidden);
    readonly SymbolRows _symbols = new();
    int _places;   // most steps · rows
    Reservation _sumPiece, _onePiece;
    T* _sums;   // [block][rows][RowWidth]: the sums, gate beside gate, before they are spread over the gates' columns
    T* _one;
    GradientSources<T> _sources;
    LayerInput<T> _input;
    RecurrentWeights<T> _weights;
    bool _folded;

    int MostRows => RecurrentRows + shape.Inputs + 1;

    int RecurrentRows => shape.Layout.GatesFromState == 0 ? 0 : shape.Outputs;

    public void Plan(MemoryPlan plan, TraceShape trace)
    {
        _places = trace.Steps * trace.Batch;
        _sumPiece = plan.Reserve(Math.Max((long)_blocks.Count * MostRows, (long)trace.Threads * RowsAtOnce) * _blocks.RowWidth);
        _onePiece = plan.Reserve(1);
    }

    public void Bind(Workspace<T> workspace)
    {
        _sums = workspace[_sumPiece];
        _one = workspace[_onePiece];
        *_one = T.One;
        _symbols.Reserve(_places, shape.Inputs);
    }

    /// <summary>Sets the gradients of W, R and b.</summary>
    public void Run(in GradientSources<T> sources, LayerInput<T> input, bool folded, WorkerTeam team)
    {
        (_sources, _input, _folded, _weights) = (sources, input, folded, target());
        if (input.IsSymbols)
            _symbols.Sort(input.Symbols);
        team.Run(this);
    }

    // The rows of a block: those of R, then I of W (none for symbols, which are gathered), then the bias.
    int RowsOfBlock => RecurrentRows + (_input.IsSymbols ? 0 : shape.Inputs) + 1;

    void ITeamJob.Execute(int part, int parts)
    {
        for (var row = 0; row < RowsOfBlock; row += GroupRows)
            SumGroup(new RowSpan(row, Math.Min(row + GroupRows, RowsOfBlock)), part, parts);
    }

    // Slab by slab on the outside: what all blocks read of z and x then comes from near.
    void SumGroup(RowSpan group, int part, int parts)
    {
        for (var k = 0; k < _sources.Depth; k += SlabDepth)
        {
            var slab = new Slab(k, Math.Min(SlabDepth, _sources.Depth - k));
            for (var block = 0; block < _blocks.Count; block++)
            {
                var share = RowsOfPart(block, part, parts);
                var last = Math.Min(share.Last, group.Last);
                for (var row = Math.Max(share.First, group.First); row < last; row += RowsAtOnce)
                    SumRows(block, new RowSpan(row, Math.Min(row + RowsAtOnce, last)), slab, part);
            }
        }
    }

    // Rows summed before they are spread: some tiles, whose sums are then still in the first cache.
    const int RowsAtOnce = 48;

    // Skipped are places at the start whose products are known to be zero.
    readonly record struct Slab(int Start, int Depth, int Skipped = 0)
    {
        public int First => Start + Skipped;
    }

    int SlabDepth => Math.Clamp(SlabNumbers / Math.Min(shape.Hidden + shape.Inputs, GroupRows), 64, 512);

    readonly record struct RowSpan(int First, int Last);

    // Blocks differ in width: the work is cut at equal shares of rows times width.
    RowSpan RowsOfPart(int block, int part, int parts)
    {
        long before = (long)block * _blocks.PanelWidth(0, shape.Layout.Gates) * RowsOfBlock;
        var width = _blocks.PanelWidth(block, shape.Layout.Gates);
        var all = ((long)(_blocks.Count - 1) * _blocks.PanelWidth(0, shape.Layout.Gates) + _blocks.PanelWidth(_blocks.Count - 1, shape.Layout.Gates)) * RowsOfBlock;
        return new(RowAt(all * part / parts - before, width), RowAt(all * (part + 1) / parts - before, width));
    }

    // The row at which a share of the work ends, on the edge of a tile.
    int RowAt(long work, int width)
    {
        var row = (int)Math.Clamp(work / width, 0, RowsOfBlock);
        return row == RowsOfBlock ? row : row / 6 * 6;
    }

    void SumRows(int block, RowSpan span, Slab slab, int part)
    {
        // Sums wait for the next slab in places of their own; where there is only one slab, each thread has a few rows that it uses again and again.
        var sums = _sources.Depth <= SlabDepth
            ? _sums + (nint)part * RowsAtOnce * _blocks.RowWidth
            : _sums + ((nint)block * MostRows + span.First) * _blocks.RowWidth;
        var recurrent = Math.Min(span.Last, RecurrentRows) - span.First;
        if (recurrent > 0)
            SumRecurrent(block, span.First, recurrent, slab, sums);
        var inputStart = Math.Max(span.First, RecurrentRows);
        var inputs = Math.Min(span.Last, RowsOfBlock - 1) - inputStart;
        if (inputs > 0)
        {
            var left = _folded ? _sources.States + inputStart : _input.Dense.Data + inputStart - RecurrentRows;
            var stride = _folded ? _sources.StateStride : _input.Dense.Stride;
            SumProducts(block, left, stride, inputs, InputGates(block), slab, sums + (nint)(inputStart - span.First) * _blocks.RowWidth);
        }
        // The bias is the weight of an input that is always 1.
        if (span.Last == RowsOfBlock)
            SumProducts(block, _one, 0, 1, AllGates(block), slab, sums + (nint)(span.Last - 1 - span.First) * _blocks.RowWidth);
        if (slab.Start + slab.Depth == _sources.Depth)
            Spread(block, span, sums);
    }

    void SumRecurrent(int block, int first, int rows, Slab slab, T* sums)
    {
        var late = shape.Layout.LateGates;
        var fed = slab with { Skipped = Math.Clamp(_sources.Zeros - slab.Start, 0, slab.Depth) };
        if (late == 0)
        {
            SumProducts(block, _sources.States + first, _sources.StateStride, rows, StateGates(block), fed, sums);
            return;
        }
        var (all, units) = (StateGates(block), _blocks.Units(block));
        var early = all.Gates - late;
        SumProducts(block, _sources.States + first, _sources.StateStride, rows, all with { Gates = early }, fed, sums);
        SumProducts(block, _sources.Feeds + first, _sources.StateStride, rows, all with { Start = all.Start + early * units, Gates = late }, slab, sums + early * units);
    }

    GateSpan StateGates(int block) => Gates(block, _blocks.StateGatesStart, shape.Layout.GatesFromState);

    GateSpan InputGates(int block) => Gates(block, _blocks.Shift(block), shape.Layout.GatesFromInput);

    GateSpan AllGates(int block) => Gates(block, _blocks.Shift(block), shape.Layout.Gates);

    GateSpan Gates(int block, int start, int gates) => new(start, gates, _blocks.Units(block), _blocks.OwnUnits(block));

    // Units is also the distance between gates; own units are those that have a column in the parameters.
    readonly record struct GateSpan(int Start, int Gates, int Units, int OwnUnits)
    {
        public int Width => GateBlocks.RoundUp(Gates * Units);
    }

    // sums[row, :] += Σ_k left[k, row] · gates[k, :] over one slab.
    void SumProducts(int block, T* left, int stride, int rows, GateSpan gates, Slab slab, T* sums)
    {
        var right = _sources.Gates + block * _sources.BlockStride + gates.Start + (nint)slab.First * _blocks.RowWidth;
        var depth = slab.Depth - slab.Skipped;
        var from = new TileLeft<T>(left + (nint)slab.First * stride, stride == 0 ? 0 : 1, stride, depth, 0);
        GemmPanel<L, T>.Multiply(from, rows, right, _blocks.RowWidth, gates.Width, depth, slab.Start == 0 ? null : sums, _blocks.RowWidth, sums, _blocks.RowWidth);
    }

    // The gradient of a symbol's row of W is the sum over the places where the symbol stands.
    void SumSymbols(int block, GateSpan gates)
    {
        var width = gates.Width;
        var sums = stackalloc T[width];
        var source = _sources.Gates + block * _sources.BlockStride + gates.Start;
        for (var symbol = 0; symbol < shape.Inputs; symbol++)
        {
            var column = 0;
            for (; column + 4 * L.Count <= width; column += 4 * L.Count)
                SumFourColumns(source + column, _symbols.Of(symbol), sums + column);
            for (; column < width; column += L.Count)
                L.Store(SumColumn(source + column, _symbols.Of(symbol)), ref sums[column]);
            SpreadRows(sums, gates, block, _weights.Input, symbol, 1);
        }
    }

    // Four sums at once, each still in the order of its rows: an addition is over before its sum's next turn.
    void SumFourColumns(T* source, ReadOnlySpan<int> rows, T* sums)
    {
        L a = L.Zero, b = L.Zero, c = L.Zero, d = L.Zero;
        foreach (var row in rows)
        {
            var gates = source + (nint)row * _blocks.RowWidth;
            a += L.Load(ref gates[0]);
            b += L.Load(ref gates[L.Count]);
            c += L.Load(ref gates[2 * L.Count]);
            d += L.Load(ref gates[3 * L.Count]);
        }
        L.Store(a, ref sums[0]);
        L.Store(b, ref sums[L.Count]);
        L.Store(c, ref sums[2 * L.Count]);
        L.Store(d, ref sums[3 * L.Count]);
    }

    L SumColumn(T* source, ReadOnlySpan<int> rows)
    {
        var sum = L.Zero;
        foreach (var row in rows)
            sum += L.Load(ref source[(nint)row * _blocks.RowWidth]);
        return sum;
    }

    void Spread(int block, RowSpan span, T* sums)
    {
        var recurrent = Math.Clamp(RecurrentRows - span.First, 0, span.Last - span.First);
        SpreadRows(sums, StateGates(block), block, _weights.Recurrent, span.First, recurrent);
        var bias = span.Last == RowsOfBlock ? 1 : 0;
        var inputs = span.Last - span.First - recurrent - bias;
        SpreadRows(sums + (nint)recurrent * _blocks.RowWidth, InputGates(block), block, _weights.Input, span.First + recurrent - RecurrentRows, inputs);
        if (bias > 0 && _weights.HasBias && _weights.Gain.Data == null)
            SpreadRows(sums + (nint)(recurrent + inputs) * _blocks.RowWidth, AllGates(block), block, _weights.Bias, 0, 1);
        if (bias > 0 && _input.IsSymbols)
            SumSymbols(block, InputGates(block));
    }

    // From gate beside gate to each gate's columns.
    void SpreadRows(T* sums, GateSpan gates, int block, Matrix<T> target, int first, int rows)
    {
        var to = target.Data + (nint)first * target.Stride + block * _blocks.BlockUnits;
        var (count, units, apart, hidden, width, stride) = (gates.Gates, gates.OwnUnits, gates.Units, shape.Hidden, _blocks.RowWidth, target.Stride);
        for (var row = 0; row < rows; row++, sums += width, to += stride)
        {
            for (var gate = 0; gate < count; gate++)
                RowSweep<L, T>.Copy(sums + gate * apart, to + (nint)gate * hidden, units);
        }
    }
}
