using System;
using System.Runtime.CompilerServices;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Unrolling;

// Layer normalisation: each gate of a row is brought to mean 0 and variance 1 over the units before the equations see it.
sealed unsafe partial class FusedUnroller<TCell, L, T>
{
    /// <summary>Added to the variance.</summary>
    const double Epsilon = 1e-5;

    Reservation _normalizedPiece, _deviationPiece, _gainSumPiece;
    T* _normalized;   // laid out as the gates: their values after normalisation, before gain and bias
    T* _deviations;   // [N][G]: 1 over the standard deviation
    T* _gainSums;     // [B][2][blocks · RowWidth]: gradients of gain and bias, a sum for each row

    int GainNumbers => _blocks.Count * _blocks.RowWidth;

    void PlanNormalization(MemoryPlan plan, TraceShape trace)
    {
        var places = _training ? (long)trace.Steps * trace.Batch : trace.Batch;
        _normalizedPiece = plan.Reserve(_blocks.MostNumbers<T>(places));
        _deviationPiece = plan.Reserve(places * Layout.Gates);
        _gainSumPiece = plan.Reserve(_training ? 2L * trace.Batch * GainNumbers : 0);
    }

    void BindNormalization(Workspace<T> workspace)
    {
        _normalized = workspace[_normalizedPiece];
        _deviations = workspace[_deviationPiece];
        _gainSums = workspace[_gainSumPiece];
    }

    T* Normalized(int block, int t, int row) => _normalized + (Gates(block, t, row) - _gates);

    T* Deviation(int t, int row) => _deviations + (nint)(_training ? PlaceOf(t, row) : row) * Layout.Gates;

    T* GainSum(int row, int block) => _gainSums + (nint)row * 2 * GainNumbers + (nint)block * _blocks.RowWidth;

    void ClearNormalization(int row) => new Span<T>(GainSum(row, 0), 2 * GainNumbers).Clear();

    void Normalize(int t, int row)
    {
        var count = T.CreateTruncating(H);
        for (var gate = 0; gate < Layout.Gates; gate++)
        {
            var offset = _blocks.Shift(0) + gate * _blocks.Units(0);
            // Sums of distances from one of the values: not of the values themselves, whose squares could swallow the variance.
            var center = Gates(0, t, row)[offset];
            var sums = Sums<DistanceTerms>(t, row, gate, center);
            var distance = sums.First / count;
            var variance = T.Max(T.Zero, sums.Second / count - distance * distance);
            var deviation = T.One / T.Sqrt(variance + T.CreateTruncating(Epsilon));
            Deviation(t, row)[gate] = deviation;
            ForEachUnit<ScaleUnits>(t, row, gate, center + distance, deviation, T.Zero);
        }
    }

    // From gradients of what the equations saw to gradients of the pre-activations.
    void NormalizeBack(int t, int row)
    {
        var count = T.CreateTruncating(H);
        for (var gate = 0; gate < Layout.Gates; gate++)
        {
            var sums = Sums<GainTerms>(t, row, gate, T.Zero);
            ForEachUnit<CenterUnits>(t, row, gate, sums.First / count, Deviation(t, row)[gate], sums.Second / count);
        }
    }

    // Where a lane of units of one gate lies; the sums are those of the row, the gain's first, the bias's further on.
    struct Place(T* gates, T* normalized, T* gain, T* bias, T* gainSums, T* biasSums)
    {
        public T* Gates = gates;
        public T* Normalized = normalized;
        public T* Gain = gain;
        public T* Bias = bias;
        public T* GainSums = gainSums;
        public T* BiasSums = biasSums;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance(nint rows, nint weights)
        {
            Gates += rows;
            Normalized += rows;
            Gain += weights;
            Bias += weights;
            GainSums += weights;
            BiasSums += weights;
        }
    }

    // Blocks whose gates lie alike: all but a last one that is not full.
    int WholeBlocks => _blocks.OwnUnits(_blocks.Count - 1) == _blocks.BlockUnits ? _blocks.Count : _blocks.Count - 1;

    Place PlaceOf(int t, int row, int block, int gate)
    {
        var offset = _blocks.Shift(block) + gate * _blocks.Units(block);
        var sums = _training ? GainSum(row, block) + offset : null;
        return new(Gates(block, t, row) + offset, Normalized(block, t, row) + offset, _packed.Gain(block) + offset, _packed.NormalizedBias(block) + offset, sums, sums + GainNumbers);
    }

    // What is done to a lane of units.
    interface IUnits
    {
        static abstract void Apply<TLane>(in Place at, int unit, TLane center, TLane deviation, TLane slope)
            where TLane : struct, ILane<TLane, T>;
    }

    readonly struct ScaleUnits : IUnits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<TLane>(in Place at, int unit, TLane center, TLane deviation, TLane slope)
            where TLane : struct, ILane<TLane, T>
        {
            var value = (TLane.Load(ref at.Gates[unit]) - center) * deviation;
            TLane.Store(value, ref at.Normalized[unit]);
            TLane.Store(TLane.MultiplyAdd(TLane.Load(ref at.Gain[unit]), value, TLane.Load(ref at.Bias[unit])), ref at.Gates[unit]);
        }
    }

    readonly struct CenterUnits : IUnits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<TLane>(in Place at, int unit, TLane center, TLane deviation, TLane slope)
            where TLane : struct, ILane<TLane, T> =>
            TLane.Store(deviation * TLane.MultiplyAdd(-TLane.Load(ref at.Normalized[unit]), slope, TLane.Load(ref at.Gates[unit]) - center), ref at.Gates[unit]);
    }

    void ForEachUnit<TUnits>(int t, int row, int gate, T center, T deviation, T slope)
        where TUnits : struct, IUnits
    {
        var (centers, deviations, slopes) = (L.Broadcast(center), L.Broadcast(deviation), L.Broadcast(slope));
        var at = PlaceOf(t, row, 0, gate);
        var (whole, units, width, stride) = (WholeBlocks, _blocks.BlockUnits, _blocks.RowWidth, BlockStride);
        for (var block = 0; block < whole; block++)
        {
            for (var unit = 0; unit < units; unit += L.Count)
                TUnits.Apply(at, unit, centers, deviations, slopes);
            at.Advance(stride, width);
        }
        if (whole == _blocks.Count)
            return;
        at = PlaceOf(t, row, whole, gate);
        units = _blocks.OwnUnits(whole);
        var last = 0;
        for (; last + L.Count <= units; last += L.Count)
            TUnits.Apply(at, last, centers, deviations, slopes);
        for (; L.Count > Lane128<T>.Count && last + Lane128<T>.Count <= units; last += Lane128<T>.Count)
            TUnits.Apply(at, last, Lane128<T>.Broadcast(center), Lane128<T>.Broadcast(deviation), Lane128<T>.Broadcast(slope));
        for (; last < units; last++)
            TUnits.Apply(at, last, Scalar<T>.Broadcast(center), Scalar<T>.Broadcast(deviation), Scalar<T>.Broadcast(slope));
    }

    void SumNormalization()
    {
        var gradients = _setup.Gradients();
        for (var gate = 0; gate < Layout.Gates; gate++)
        {
            for (var block = 0; block < _blocks.Count; block++)
            {
                var offset = _blocks.Shift(block) + gate * _blocks.Units(block);
                var column = gate * H + block * _blocks.BlockUnits;
                SumRows(block, offset, gradients.Gain[0].Slice(column, _blocks.OwnUnits(block)));
                if (gradients.HasBias)
                    SumRows(block, offset + GainNumbers, gradients.Bias[0].Slice(column, _blocks.OwnUnits(block)));
            }
        }
    }

    void SumRows(int block, int offset, Span<T> sum)
    {
        sum.Clear();
        for (var row = 0; row < Packing.Rows; row++)
        {
            for (var unit = 0; unit < sum.Length; unit++)
                sum[unit] += GainSum(row, block)[offset + unit];
        }
    }

    readonly record struct TwoSums(T First, T Second);

    // Two sums over the units of a gate.
    interface ITerms
    {
        static abstract void Add<TLane>(in Place at, int unit, TLane center, ref TLane first, ref TLane second)
            where TLane : struct, ILane<TLane, T>;
    }

    readonly struct DistanceTerms : ITerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add<TLane>(in Place at, int unit, TLane center, ref TLane first, ref TLane second)
            where TLane : struct, ILane<TLane, T>
        {
            var distance = TLane.Load(ref at.Gates[unit]) - center;
            first += distance;
            second = TLane.MultiplyAdd(distance, distance, second);
        }
    }

    // On the way also the gradients of gain and bias, and the step through the gain.
    readonly struct GainTerms : ITerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add<TLane>(in Place at, int unit, TLane center, ref TLane first, ref TLane second)
            where TLane : struct, ILane<TLane, T>
        {
            TLane gradient = TLane.Load(ref at.Gates[unit]), normalized = TLane.Load(ref at.Normalized[unit]);
            TLane.Store(TLane.MultiplyAdd(gradient, normalized, TLane.Load(ref at.GainSums[unit])), ref at.GainSums[unit]);
            TLane.Store(TLane.Load(ref at.BiasSums[unit]) + gradient, ref at.BiasSums[unit]);
            gradient *= TLane.Load(ref at.Gain[unit]);
            TLane.Store(gradient, ref at.Gates[unit]);
            first += gradient;
            second = TLane.MultiplyAdd(gradient, normalized, second);
        }
    }

    // Sixteen sums side by side at every width, brought together in pairs: the order, and so the bits, do not depend on the width.
    TwoSums Sums<TTerms>(int t, int row, int gate, T center)
        where TTerms : struct, ITerms
    {
        var sums = stackalloc T[2 * GateBlocks.Granule];
        var centers = L.Broadcast(center);
        var first = PlaceOf(t, row, 0, gate);
        var (whole, units) = (WholeBlocks, _blocks.BlockUnits);
        for (var place = 0; place < GateBlocks.Granule; place += L.Count)
        {
            var at = first;
            var (left, right) = (L.Zero, L.Zero);
            for (var block = 0; block < whole; block++)
            {
                for (var unit = 0; unit < units; unit += GateBlocks.Granule)
                    TTerms.Add(at, unit + place, centers, ref left, ref right);
                at.Advance(BlockStride, _blocks.RowWidth);
            }
            L.Store(left, ref sums[place]);
            L.Store(right, ref sums[GateBlocks.Granule + place]);
        }
        if (whole < _blocks.Count)
            AddLast<TTerms>(PlaceOf(t, row, whole, gate), _blocks.OwnUnits(whole), center, sums);
        AddHalves(sums);
        AddHalves(sums + GateBlocks.Granule);
        return new(sums[0], sums[GateBlocks.Granule]);
    }

    static void AddHalves(T* sums)
    {
        for (var half = GateBlocks.Granule / 2; half > 0; half /= 2)
        {
            var place = 0;
            for (; place + Lane128<T>.Count <= half; place += Lane128<T>.Count)
                Lane128<T>.Store(Lane128<T>.Load(ref sums[place]) + Lane128<T>.Load(ref sums[place + half]), ref sums[place]);
            for (; place < half; place++)
                sums[place] += sums[place + half];
        }
    }

    // The units of a block that is not full: whole groups of sixteen go on in their places, and so does each unit after them.
    static void AddLast<TTerms>(in Place at, int units, T center, T* sums)
        where TTerms : struct, ITerms
    {
        var unit = 0;
        for (; L.Count >= Lane128<T>.Count && unit + Lane128<T>.Count <= units; unit += Lane128<T>.Count)
            AddLast<TTerms, Lane128<T>>(at, unit, center, sums + unit % GateBlocks.Granule);
        for (; unit < units; unit++)
            AddLast<TTerms, Scalar<T>>(at, unit, center, sums + unit % GateBlocks.Granule);
    }

    static void AddLast<TTerms, TLane>(in Place at, int unit, T center, T* sums)
        where TTerms : struct, ITerms
        where TLane : struct, ILane<TLane, T>
    {
        var (left, right) = (TLane.Load(ref sums[0]), TLane.Load(ref sums[GateBlocks.Granule]));
        TTerms.Add(at, unit, TLane.Broadcast(center), ref left, ref right);
        TLane.Store(left, ref sums[0]);
        TLane.Store(right, ref sums[GateBlocks.Granule]);
    }
}
