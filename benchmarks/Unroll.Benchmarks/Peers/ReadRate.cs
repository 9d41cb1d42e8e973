using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;

namespace Unroll.Benchmarks.Peers;

/// <summary>How fast one core reads a buffer over and over, from wherever in the caches it comes to lie.</summary>
static unsafe class ReadRate
{
    /// <summary>Gigabytes (10^9 bytes) a second, in the widest lanes; the fastest of many rounds within some seconds.</summary>
    public static double Measure(long bytes, double seconds) => LaneWidths.Widest switch
    {
        LaneWidth.Bits512 => Measure<Lane512<float>>(bytes, seconds),
        LaneWidth.Bits256 => Measure<Lane256<float>>(bytes, seconds),
        LaneWidth.Bits128 => Measure<Lane128<float>>(bytes, seconds),
        _ => Measure<Scalar<float>>(bytes, seconds),
    };

    static double Measure<L>(long bytes, double seconds)
        where L : struct, ILane<L, float>
    {
        var plan = new MemoryPlan();
        var piece = plan.Reserve(bytes / sizeof(float) / (8 * L.Count) * (8 * L.Count) + 8 * L.Count);
        var memory = new Workspace<float>(plan);
        memory.Span(piece).Fill(1);
        var kept = 0f;
        var milliseconds = Fastest.Milliseconds(() => kept += Sum<L>(memory[piece], piece.Count), seconds);
        return kept < 0 ? 0 : piece.Count * sizeof(float) / milliseconds / 1e6;
    }

    // Eight sums, so that none waits for the one before.
    static float Sum<L>(float* numbers, long count)
        where L : struct, ILane<L, float>
    {
        L a = L.Zero, b = L.Zero, c = L.Zero, d = L.Zero, e = L.Zero, f = L.Zero, g = L.Zero, h = L.Zero;
        for (var i = numbers; i < numbers + count; i += 8 * L.Count)
        {
            a += L.Load(ref i[0]);
            b += L.Load(ref i[L.Count]);
            c += L.Load(ref i[2 * L.Count]);
            d += L.Load(ref i[3 * L.Count]);
            e += L.Load(ref i[4 * L.Count]);
            f += L.Load(ref i[5 * L.Count]);
            g += L.Load(ref i[6 * L.Count]);
            h += L.Load(ref i[7 * L.Count]);
        }
        var sums = stackalloc float[L.Count];
        L.Store(a + b + (c + d) + (e + f + (g + h)), ref *sums);
        return sums[0];
    }
}
