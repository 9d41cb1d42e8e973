using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
    T* _gain, _gainBias;   // the packed weights, found once for each pass
    T* _gainSums;     // [B][2][blocks · RowWidth]: gradients of gain and bias, a sum for each row

    int _wholeBlocks;             // blocks whose gates lie alike: all but a last one that is not full
    int _lastUnits, _lastShift, _lastApart;   // of the one that is not full: its units, where its gates start, how far apart they are

    int GainNumbers => _blocks.Count * _blocks.RowWidth;

    void PlanNormalization(MemoryPlan plan, TraceShape trace)
    {
        var last = _blocks.Count - 1;
        (_lastUnits, _lastShift, _lastApart) = (_blocks.OwnUnits(last), _blocks.Shift(last), _blocks.Units(last));
        _wholeBlocks = _lastUnits == _blocks.BlockUnits ? _blocks.Count : last;
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

    T* Deviation(int t, int row) => _deviations + (nint)(_training ? PlaceOf(t, row) : row) * Layout.Gates;

    T* GainSum(int row, int block) => _gainSums + (nint)row * 2 * GainNumbers + (nint)block * _blocks.RowWidth;

    void ClearNormalization(int row) => new Span<T>(GainSum(row, 0), 2 * GainNumbers).Clear();

    void FindGain()
    {
        _gain = _packed.Gain(0);
        _gainBias = _packed.NormalizedBias(0);
    }

    void Normalize(int t, int row)
    {
        var count = T.CreateTruncating(H);
        var at = RowPlace(t, row);
        for (var gate = 0; gate < Layout.Gates; gate++)
        {
            // Sums of distances from one of the values: not of the values themselves, whose squares could swallow the variance.
            var center = at.Gates[GateStart(0, gate)];
            var sums = Sums<DistanceTerms>(at, gate, center);
            var distance = sums.First / count;
            var variance = T.Max(T.Zero, sums.Second / count - distance * distance);
            var deviation = T.One / T.Sqrt(variance + T.CreateTruncating(Epsilon));
            Deviation(t, row)[gate] = deviation;
            ForEachUnit<ScaleUnits>(at, gate, center + distance, deviation, T.Zero);
        }
    }

    // From gradients of what the equations saw to gradients of the pre-activations.
    void NormalizeBack(int t, int row)
    {
        var count = T.CreateTruncating(H);
        var at = RowPlace(t, row);
        for (var gate = 0; gate < Layout.Gates; gate++)
        {
            var sums = Sums<GainTerms>(at, gate, T.Zero);
            ForEachUnit<CenterUnits>(at, gate, sums.First / count, Deviation(t, row)[gate], sums.Second / count);
        }
    }

    // Where a lane of units of one gate lies; the sums are those of the row, the gain's first, the bias's further on.
    readonly struct Place(T* gates, T* normalized, T* gain, T* bias, T* gainSums, T* biasSums)
    {
        public readonly T* Gates = gates;
        public readonly T* Normalized = normalized;
        public readonly T* Gain = gain;
        public readonly T* Bias = bias;
        public readonly T* GainSums = gainSums;
        public readonly T* BiasSums = biasSums;
    }

    // A row, at block 0. The numbers of a gate of a block lie further on by the same distance in all that is laid out as the row is, and in all laid out as the weights are.
    Place RowPlace(int t, int row)
    {
        var gates = Gates(0, t, row);
        var sums = _training ? GainSum(row, 0) : null;
        return new(gates, _normalized + (gates - _gates), _gain, _gainBias, sums, sums + GainNumbers);
    }

    int GateStart(int block, int gate) => _blocks.Shift(block) + gate * _blocks.Units(block);

    // What is done to a lane of units: at a number of the row, and of the weights.
    interface IUnits
    {
        static abstract void Apply<TLane>(in Place at, nint row, nint weight, TLane center, TLane deviation, TLane slope)
            where TLane : struct, ILane<TLane, T>;
    }

    readonly struct ScaleUnits : IUnits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<TLane>(in Place at, nint row, nint weight, TLane center, TLane deviation, TLane slope)
            where TLane : struct, ILane<TLane, T>
        {
            var value = (TLane.Load(ref at.Gates[row]) - center) * deviation;
            TLane.Store(value, ref at.Normalized[row]);
            TLane.Store(TLane.MultiplyAdd(TLane.Load(ref at.Gain[weight]), value, TLane.Load(ref at.Bias[weight])), ref at.Gates[row]);
        }
    }

    readonly struct CenterUnits : IUnits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<TLane>(in Place at, nint row, nint weight, TLane center, TLane deviation, TLane slope)
            where TLane : struct, ILane<TLane, T> =>
            TLane.Store(deviation * TLane.MultiplyAdd(-TLane.Load(ref at.Normalized[row]), slope, TLane.Load(ref at.Gates[row]) - center), ref at.Gates[row]);
    }

    void ForEachUnit<TUnits>(in Place given, int gate, T center, T deviation, T slope)
        where TUnits : struct, IUnits
    {
        var at = given;
        var (centers, deviations, slopes) = (L.Broadcast(center), L.Broadcast(deviation), L.Broadcast(slope));
        var (whole, units, width, stride) = (_wholeBlocks, _blocks.BlockUnits, _blocks.RowWidth, BlockStride);
        for (var block = 0; block < whole; block++)
        {
            var (rows, weights) = (block * stride + gate * units, (nint)block * width + gate * units);
            for (var unit = 0; unit < units; unit += L.Count)
                TUnits.Apply(at, rows + unit, weights + unit, centers, deviations, slopes);
        }
        if (whole == _blocks.Count)
            return;
        var start = _lastShift + gate * _lastApart;
        var (lastRow, lastWeight) = (whole * stride + start, (nint)whole * width + start);
        units = _lastUnits;
        var last = 0;
        for (; last + L.Count <= units; last += L.Count)
            TUnits.Apply(at, lastRow + last, lastWeight + last, centers, deviations, slopes);
        for (; L.Count > Lane128<T>.Count && last + Lane128<T>.Count <= units; last += Lane128<T>.Count)
            TUnits.Apply(at, lastRow + last, lastWeight + last, Lane128<T>.Broadcast(center), Lane128<T>.Broadcast(deviation), Lane128<T>.Broadcast(slope));
        for (; last < units; last++)
            TUnits.Apply(at, lastRow + last, lastWeight + last, Scalar<T>.Broadcast(center), Scalar<T>.Broadcast(deviation), Scalar<T>.Broadcast(slope));
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
        static abstract void Add<TLane>(in Place at, nint row, nint weight, TLane center, ref TLane first, ref TLane second)
            where TLane : struct, ILane<TLane, T>;
    }

    readonly struct DistanceTerms : ITerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add<TLane>(in Place at, nint row, nint weight, TLane center, ref TLane first, ref TLane second)
            where TLane : struct, ILane<TLane, T>
        {
            var distance = TLane.Load(ref at.Gates[row]) - center;
            first += distance;
            second = TLane.MultiplyAdd(distance, distance, second);
        }
    }

    // On the way also the gradients of gain and bias, and the step through the gain.
    readonly struct GainTerms : ITerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add<TLane>(in Place at, nint row, nint weight, TLane center, ref TLane first, ref TLane second)
            where TLane : struct, ILane<TLane, T>
        {
            TLane gradient = TLane.Load(ref at.Gates[row]), normalized = TLane.Load(ref at.Normalized[row]);
            TLane.Store(TLane.MultiplyAdd(gradient, normalized, TLane.Load(ref at.GainSums[weight])), ref at.GainSums[weight]);
            TLane.Store(TLane.Load(ref at.BiasSums[weight]) + gradient, ref at.BiasSums[weight]);
            gradient *= TLane.Load(ref at.Gain[weight]);
            TLane.Store(gradient, ref at.Gates[row]);
            first += gradient;
            second = TLane.MultiplyAdd(gradient, normalized, second);
        }
    }

    // Sixteen sums side by side at every width, brought together in pairs: the order, and so the bits, do not depend on the width.
    [SkipLocalsInit]
    TwoSums Sums<TTerms>(in Place given, int gate, T center)
        where TTerms : struct, ITerms
    {
        var at = given;
        var sums = stackalloc T[2 * GateBlocks.Granule];
        var centers = L.Broadcast(center);
        var (whole, units, width, stride) = (_wholeBlocks, _blocks.BlockUnits, _blocks.RowWidth, BlockStride);
        for (var place = 0; place < GateBlocks.Granule; place += L.Count)
        {
            var (left, right) = (L.Zero, L.Zero);
            for (var block = 0; block < whole; block++)
            {
                var (rows, weights) = (block * stride + gate * units + place, (nint)block * width + gate * units + place);
                for (var unit = 0; unit < units; unit += GateBlocks.Granule)
                    TTerms.Add(at, rows + unit, weights + unit, centers, ref left, ref right);
            }
            L.Store(left, ref sums[place]);
            L.Store(right, ref sums[GateBlocks.Granule + place]);
        }
        if (whole < _blocks.Count)
        {
            var start = _lastShift + gate * _lastApart;
            AddLast<TTerms>(at, whole * stride + start, (nint)whole * width + start, _lastUnits, center, sums);
        }
        return new(Fold(sums), Fold(sums + GateBlocks.Granule));
    }

    // Sixteen numbers to one: the upper half is added to the lower, again and again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Fold(T* sums)
    {
        if (typeof(T) == typeof(float))
        {
            var numbers = (float*)sums;
            var four = (Vector128.Load(numbers) + Vector128.Load(numbers + 8)) + (Vector128.Load(numbers + 4) + Vector128.Load(numbers + 12));
            var two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
            return (T)(object)(two[0] + two[1]);
        }
        for (var half = GateBlocks.Granule / 2; half > 0; half /= 2)
        {
            for (var place = 0; place < half; place++)
                sums[place] += sums[place + half];
        }
        return sums[0];
    }

    // The units of a block that is not full: whole groups of sixteen go on in their places, and so does each unit after them.
    static void AddLast<TTerms>(in Place at, nint row, nint weight, int units, T center, T* sums)
        where TTerms : struct, ITerms
    {
        var unit = 0;
        for (; L.Count >= Lane128<T>.Count && unit + Lane128<T>.Count <= units; unit += Lane128<T>.Count)
            AddLast<TTerms, Lane128<T>>(at, row + unit, weight + unit, center, sums + unit % GateBlocks.Granule);
        for (; unit < units; unit++)
            AddLast<TTerms, Scalar<T>>(at, row + unit, weight + unit, center, sums + unit % GateBlocks.Granule);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddLast<TTerms, TLane>(in Place at, nint row, nint weight, T center, T* sums)
        where TTerms : struct, ITerms
        where TLane : struct, ILane<TLane, T>
    {
        var (left, right) = (TLane.Load(ref sums[0]), TLane.Load(ref sums[GateBlocks.Granule]));
        TTerms.Add(at, row, weight, TLane.Broadcast(center), ref left, ref right);
        TLane.Store(left, ref sums[0]);
        TLane.Store(right, ref sums[GateBlocks.Granule]);
    }
}
