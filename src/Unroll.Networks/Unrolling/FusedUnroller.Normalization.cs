using System;
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
            var values = new GateRow(Gates(0, t, row), null, BlockStride);
            var mean = Sum<SumOfValues>(values, gate, T.Zero) / count;
            var variance = Sum<SumOfSquares>(values, gate, mean) / count;
            var deviation = T.One / T.Sqrt(variance + T.CreateTruncating(Epsilon));
            Deviation(t, row)[gate] = deviation;
            for (var block = 0; block < _blocks.Count; block++)
            {
                var (offset, units) = (_blocks.Shift(block) + gate * _blocks.Units(block), _blocks.OwnUnits(block));
                NormalizeUnits(new NormalizedUnits(Gates(block, t, row) + offset, Normalized(block, t, row) + offset, _packed.Gain(block) + offset, _packed.NormalizedBias(block) + offset), units, mean, deviation);
            }
        }
    }

    readonly struct NormalizedUnits(T* gates, T* normalized, T* gain, T* bias)
    {
        public readonly T* Gates = gates;
        public readonly T* Normalized = normalized;
        public readonly T* Gain = gain;
        public readonly T* Bias = bias;
    }

    static void NormalizeUnits(in NormalizedUnits at, int units, T mean, T deviation)
    {
        var unit = 0;
        for (; unit + L.Count <= units; unit += L.Count)
            NormalizeUnits<L>(at, unit, mean, deviation);
        for (; unit < units; unit++)
            NormalizeUnits<Scalar<T>>(at, unit, mean, deviation);
    }

    static void NormalizeUnits<TLane>(in NormalizedUnits at, int unit, T mean, T deviation)
        where TLane : struct, ILane<TLane, T>
    {
        var value = (TLane.Load(ref at.Gates[unit]) - TLane.Broadcast(mean)) * TLane.Broadcast(deviation);
        TLane.Store(value, ref at.Normalized[unit]);
        TLane.Store(TLane.MultiplyAdd(TLane.Load(ref at.Gain[unit]), value, TLane.Load(ref at.Bias[unit])), ref at.Gates[unit]);
    }

    // From gradients of what the equations saw to gradients of the pre-activations.
    void NormalizeBack(int t, int row)
    {
        var count = T.CreateTruncating(H);
        for (var gate = 0; gate < Layout.Gates; gate++)
        {
            for (var block = 0; block < _blocks.Count; block++)
            {
                var (offset, units) = (_blocks.Shift(block) + gate * _blocks.Units(block), _blocks.OwnUnits(block));
                GainUnits(new NormalizedUnits(Gates(block, t, row) + offset, Normalized(block, t, row) + offset, _packed.Gain(block) + offset, GainSum(row, block) + offset), GainNumbers, units);
            }
            var values = new GateRow(Gates(0, t, row), Normalized(0, t, row), BlockStride);
            var mean = Sum<SumOfValues>(values, gate, T.Zero) / count;
            var slope = Sum<SumOfProducts>(values, gate, T.Zero) / count;
            var deviation = Deviation(t, row)[gate];
            for (var block = 0; block < _blocks.Count; block++)
            {
                var (offset, units) = (_blocks.Shift(block) + gate * _blocks.Units(block), _blocks.OwnUnits(block));
                CenterUnits(Gates(block, t, row) + offset, Normalized(block, t, row) + offset, units, mean, slope, deviation);
            }
        }
    }

    // The sums lie where the bias does on the way forward: gain first, bias further on.
    static void GainUnits(in NormalizedUnits at, int toBias, int units)
    {
        var unit = 0;
        for (; unit + L.Count <= units; unit += L.Count)
            GainUnit<L>(at, toBias, unit);
        for (; unit < units; unit++)
            GainUnit<Scalar<T>>(at, toBias, unit);
    }

    static void GainUnit<TLane>(in NormalizedUnits at, int toBias, int unit)
        where TLane : struct, ILane<TLane, T>
    {
        var gradient = TLane.Load(ref at.Gates[unit]);
        var sums = at.Bias + unit;
        TLane.Store(TLane.MultiplyAdd(gradient, TLane.Load(ref at.Normalized[unit]), TLane.Load(ref sums[0])), ref sums[0]);
        TLane.Store(TLane.Load(ref sums[toBias]) + gradient, ref sums[toBias]);
        TLane.Store(gradient * TLane.Load(ref at.Gain[unit]), ref at.Gates[unit]);
    }

    static void CenterUnits(T* gradients, T* normalized, int units, T mean, T slope, T deviation)
    {
        var unit = 0;
        for (; unit + L.Count <= units; unit += L.Count)
            Center<L>(gradients + unit, normalized + unit, mean, slope, deviation);
        for (; unit < units; unit++)
            Center<Scalar<T>>(gradients + unit, normalized + unit, mean, slope, deviation);
    }

    static void Center<TLane>(T* gradient, T* normalized, T mean, T slope, T deviation)
        where TLane : struct, ILane<TLane, T>
    {
        var centered = TLane.Load(ref *gradient) - TLane.Broadcast(mean);
        TLane.Store(TLane.Broadcast(deviation) * TLane.MultiplyAdd(-TLane.Load(ref *normalized), TLane.Broadcast(slope), centered), ref *gradient);
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

    // A row's gates, and beside them something laid out alike.
    readonly struct GateRow(T* values, T* others, nint blockStride)
    {
        public readonly T* Values = values;
        public readonly T* Others = others;
        public readonly nint BlockStride = blockStride;
    }

    interface ITerm
    {
        static abstract TLane Of<TLane>(TLane value, TLane other, TLane center, TLane sum)
            where TLane : struct, ILane<TLane, T>;
    }

    readonly struct SumOfValues : ITerm
    {
        public static TLane Of<TLane>(TLane value, TLane other, TLane center, TLane sum)
            where TLane : struct, ILane<TLane, T> => sum + value;
    }

    readonly struct SumOfSquares : ITerm
    {
        public static TLane Of<TLane>(TLane value, TLane other, TLane center, TLane sum)
            where TLane : struct, ILane<TLane, T> => TLane.MultiplyAdd(value - center, value - center, sum);
    }

    readonly struct SumOfProducts : ITerm
    {
        public static TLane Of<TLane>(TLane value, TLane other, TLane center, TLane sum)
            where TLane : struct, ILane<TLane, T> => TLane.MultiplyAdd(value, other, sum);
    }

    // Sixteen sums side by side at every width, then added up one after another: the order, and so the bits, do not depend on the width.
    T Sum<TTerm>(in GateRow row, int gate, T center)
        where TTerm : struct, ITerm
    {
        var sums = stackalloc T[GateBlocks.Granule];
        for (var place = 0; place < GateBlocks.Granule; place += L.Count)
        {
            var sum = L.Zero;
            for (var block = 0; block < _blocks.Count; block++)
            {
                var (offset, units) = (GateOffset(row, block, gate) + place, _blocks.OwnUnits(block) / GateBlocks.Granule * GateBlocks.Granule);
                for (var unit = 0; unit < units; unit += GateBlocks.Granule)
                    sum = TTerm.Of(L.Load(ref row.Values[offset + unit]), row.Others == null ? sum : L.Load(ref row.Others[offset + unit]), L.Broadcast(center), sum);
            }
            L.Store(sum, ref sums[place]);
        }
        var last = _blocks.Count - 1;
        var (start, rest) = (GateOffset(row, last, gate), _blocks.OwnUnits(last));
        for (var unit = rest / GateBlocks.Granule * GateBlocks.Granule; unit < rest; unit++)
        {
            ref var sum = ref sums[unit % GateBlocks.Granule];
            var one = Scalar<T>.Load(ref sum);
            Scalar<T>.Store(TTerm.Of(Scalar<T>.Load(ref row.Values[start + unit]), row.Others == null ? one : Scalar<T>.Load(ref row.Others[start + unit]), Scalar<T>.Broadcast(center), one), ref sum);
        }
        var total = T.Zero;
        for (var place = 0; place < GateBlocks.Granule; place++)
            total += sums[place];
        return total;
    }

    nint GateOffset(in GateRow row, int block, int gate) => block * row.BlockStride + _blocks.Shift(block) + gate * _blocks.Units(block);
}
