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

    readonly record struct RowSpan(int First, int Last)
    {
        public int Count => Last - First;
    }

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
        var recurrent = new RowSpan(span.First, Math.Min(span.Last, RecurrentRows));
        if (recurrent.Count > 0)
            SumRecurrent(block, recurrent, slab, sums);
        var inputs = new RowSpan(Math.Max(span.First, RecurrentRows), Math.Min(span.Last, RowsOfBlock - 1));
        if (inputs.Count > 0)
            SumInputs(block, inputs, slab, sums + (nint)(inputs.First - span.First) * _blocks.RowWidth);
        if (span.Last < RowsOfBlock)
            return;
        // The bias is the weight of an input that is always 1.
        if (_weights.HasBias && _weights.Gain.Data == null)
            SumProducts(block, _one, 0, new RowSpan(0, 1), AllGates(block), slab, sums + (nint)(span.Last - 1 - span.First) * _blocks.RowWidth, _weights.Bias);
        if (IsLast(slab) && _input.IsSymbols)
            SumSymbols(block, InputGates(block));
    }

    void SumRecurrent(int block, RowSpan rows, Slab slab, T* sums)
    {
        var late = shape.Layout.LateGates;
        var (all, weights) = (StateGates(block), _weights.Recurrent);
        var states = _sources.States + rows.First;
        var fed = slab with { Skipped = Math.Clamp(_sources.Zeros - slab.Start, 0, slab.Depth) };
        if (late == 0)
        {
            SumProducts(block, states, _sources.StateStride, rows, all, fed, sums, weights);
            return;
        }
        var (early, units) = (all.Gates - late, _blocks.Units(block));
        SumProducts(block, states, _sources.StateStride, rows, all with { Gates = early }, fed, sums, weights);
        SumProducts(block, _sources.Feeds + rows.First, _sources.StateStride, rows, all with { Start = all.Start + early * units, Gates = late, FirstGate = early }, slab, sums + early * units, weights);
    }

    void SumInputs(int block, RowSpan rows, Slab slab, T* sums)
    {
        var own = new RowSpan(rows.First - RecurrentRows, rows.Last - RecurrentRows);
        if (_folded)
            SumProducts(block, _sources.States + rows.First, _sources.StateStride, own, InputGates(block), slab, sums, _weights.Input);
        else
            SumProducts(block, _input.Dense.Data + own.First, _input.Dense.Stride, own, InputGates(block), slab, sums, _weights.Input);
    }

    GateSpan StateGates(int block) => Gates(block, _blocks.StateGatesStart, shape.Layout.GatesFromState);

    GateSpan InputGates(int block) => Gates(block, _blocks.Shift(block), shape.Layout.GatesFromInput);

    GateSpan AllGates(int block) => Gates(block, _blocks.Shift(block), shape.Layout.Gates);

    GateSpan Gates(int block, int start, int gates) => new(start, gates, _blocks.Units(block), _blocks.OwnUnits(block));

    // Units is also the distance between gates; own units are those that have a column in the parameters, where the first gate is not always the first.
    readonly record struct GateSpan(int Start, int Gates, int Units, int OwnUnits, int FirstGate = 0)
    {
        public int Width => GateBlocks.RoundUp(Gates * Units);

        public bool IsWholeVectors => Units == OwnUnits && Units % L.Count == 0;
    }

    bool IsLast(Slab slab) => slab.Start + slab.Depth == _sources.Depth;

    // target[row, :] = Σ_k left[k, row] · gates[k, :] once the last slab has been added; until then the sums wait, gate beside gate.
    void SumProducts(int block, T* left, int stride, RowSpan rows, GateSpan gates, Slab slab, T* sums, Matrix<T> target)
    {
        var right = _sources.Gates + block * _sources.BlockStride + gates.Start + (nint)slab.First * _blocks.RowWidth;
        var depth = slab.Depth - slab.Skipped;
        var from = new TileLeft<T>(left + (nint)slab.First * stride, stride == 0 ? 0 : 1, stride, depth, 0);
        var start = slab.Start == 0 ? null : sums;
        if (IsLast(slab) && gates.IsWholeVectors)
        {
            SetProducts(from, rows.Count, right, gates, depth, start, Columns(target, rows.First, block, gates), target.Stride);
            return;
        }
        GemmPanel<L, T>.Multiply(from, rows.Count, right, _blocks.RowWidth, gates.Width, depth, start, _blocks.RowWidth, sums, _blocks.RowWidth);
        if (IsLast(slab))
            SpreadRows(sums, gates, Columns(target, rows.First, block, gates), rows.Count, target.Stride);
    }

    // Where a row of the gates' gradients goes: the columns of the block's units in the first gate.
    T* Columns(Matrix<T> target, int row, int block, GateSpan gates) =>
        target.Data + (nint)row * target.Stride + (nint)gates.FirstGate * shape.Hidden + block * _blocks.BlockUnits;

    // Out of the registers into the gates' columns.
    void SetProducts(in TileLeft<T> from, int rows, T* right, GateSpan gates, int depth, T* start, T* to, nint stride)
    {
        if (gates.Units == L.Count)
        {
            GemmPanel<L, T>.Multiply(from, rows, right, _blocks.RowWidth, gates.Gates * gates.Units, depth, start, _blocks.RowWidth, new TileResult<T>(to, stride, shape.Hidden));
            return;
        }
        for (var gate = 0; gate < gates.Gates; gate++)
        {
            var column = gate * gates.Units;
            GemmPanel<L, T>.Multiply(from, rows, right + column, _blocks.RowWidth, gates.Units, depth, start == null ? null : start + column, _blocks.RowWidth,
                to + (nint)gate * shape.Hidden, stride);
        }
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
            SpreadRows(sums, gates, Columns(_weights.Input, symbol, block, gates), 1, _weights.Input.Stride);
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

    // From gate beside gate to each gate's columns.
    void SpreadRows(T* sums, GateSpan gates, T* to, int rows, nint stride)
    {
        var (count, units, apart, hidden, width) = (gates.Gates, gates.OwnUnits, gates.Units, shape.Hidden, _blocks.RowWidth);
        for (var row = 0; row < rows; row++, sums += width, to += stride)
        {
            for (var gate = 0; gate < count; gate++)
                RowSweep<L, T>.Copy(sums + gate * apart, to + (nint)gate * hidden, units);
        }
    }
}
