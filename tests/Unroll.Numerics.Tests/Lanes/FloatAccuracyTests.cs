using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Threading.Tasks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Tests.Oracle;
using Xunit.Abstractions;

namespace Unroll.Numerics.Tests.Lanes;

/// <summary>exp, sigmoid and tanh against the correctly rounded value, on every float there is.</summary>
/// <remarks>
/// The reference is .NET's own vectorised exp in double, which shares no code with the lanes, with formulas that do not cancel.
/// Where vectors are emulated the sweep takes one float in 4,099, unless UNROLL_EXHAUSTIVE=1 asks for all.
/// </remarks>
public sealed class FloatAccuracyTests(ITestOutputHelper output)
{
    const int Block = 4096;
    const long Floats = 1L << 32;

    static long Stride =>
        Vector256.IsHardwareAccelerated || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported || Environment.GetEnvironmentVariable("UNROLL_EXHAUSTIVE") == "1" ? 1 : 4099;

    [Theory]
    [InlineData(LaneFunction.Exp)]
    [InlineData(LaneFunction.Sigmoid)]
    [InlineData(LaneFunction.Tanh)]
    [Trait("Category", "Exhaustive")]
    public void Function_OnEveryFloat_IsWithinTwoUlp(LaneFunction function)
    {
        var gate = new object();
        var worst = (Distance: 0u, Input: 0f);
        const int Parts = 64;
        Parallel.For(0, Parts, part =>
        {
            var found = Sweep(function, Floats / Parts * part, Floats / Parts * (part + 1));
            lock (gate)
            {
                if (found.Distance > worst.Distance)
                    worst = found;
            }
        });
        output.WriteLine($"{function}: worst {worst.Distance} ulp at {worst.Input:R}, stride {Stride}, {LaneWidths.Widest}");
        Assert.True(worst.Distance <= 2, $"{function} is {worst.Distance} ulp from the correctly rounded value at {worst.Input:R}");
    }

    static (uint Distance, float Input) Sweep(LaneFunction function, long start, long end)
    {
        var (source, result) = (new float[Block], new float[Block]);
        var (width, stride) = (LaneWidths.Widest, Stride);
        var worst = (Distance: 0u, Input: 0f);
        for (var first = start; first < end; first += Block * stride)
        {
            // The last block of a stride runs on into the next part: every bit pattern is a float.
            for (var i = 0; i < Block; i++)
                source[i] = BitConverter.UInt32BitsToSingle((uint)(first + i * stride));
            LaneFunctions.Apply<float>(function, width, source, result);
            if (FarthestApart(function, source, result) <= worst.Distance)
                continue;
            for (var i = 0; i < Block; i++)
            {
                var distance = (uint)Math.Min(Ulp.Between(result[i], Reference(function, source[i])), uint.MaxValue);
                if (distance > worst.Distance)
                    worst = (distance, source[i]);
            }
        }
        return worst;
    }

    static uint FarthestApart(LaneFunction function, ReadOnlySpan<float> source, ReadOnlySpan<float> result)
    {
        var worst = Vector512<uint>.Zero;
        for (var i = 0; i < source.Length; i += Vector512<float>.Count)
        {
            var (low, high) = Vector512.Widen(Vector512.Create(source.Slice(i, Vector512<float>.Count)));
            var expected = Vector512.Narrow(Reference(function, low), Reference(function, high));
            var actual = Vector512.Create(result.Slice(i, Vector512<float>.Count));
            var distance = Vector512.Abs(Place(expected) - Place(actual)).AsUInt32();
            var bothNaN = Vector512.BitwiseAnd(Vector512.IsNaN(expected), Vector512.IsNaN(actual)).AsUInt32();
            worst = Vector512.Max(worst, Vector512.AndNot(distance, bothNaN));
        }
        var most = 0u;
        for (var i = 0; i < Vector512<uint>.Count; i++)
            most = Math.Max(most, worst[i]);
        return most;
    }

    static Vector512<int> Place(Vector512<float> value)
    {
        var bits = value.AsInt32();
        return Vector512.ConditionalSelect(Vector512.LessThan(bits, Vector512<int>.Zero), Vector512.Create(int.MinValue) - bits, bits);
    }

    static Vector512<double> Reference(LaneFunction function, Vector512<double> x)
    {
        // Beyond 200 every result is one of the limits; further out .NET's exp leaves its vector path.
        x = Vector512.Max(Vector512.Create(-200.0), Vector512.Min(Vector512.Create(200.0), x));
        if (function == LaneFunction.Exp)
            return Vector512.Exp(x);
        var e = Vector512.Exp(-Vector512.Abs(function == LaneFunction.Tanh ? x + x : x));
        var one = Vector512<double>.One;
        if (function == LaneFunction.Sigmoid)
            return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), e, one) / (one + e);
        // Below 2^-6 the difference would cancel; there the series x − x³/3 + 2x⁵/15 − 17x⁷/315 is right to the last bit of a double.
        var square = x * x;
        var series = x + x * square * (Vector512.Create(-1.0 / 3) + square * (Vector512.Create(2.0 / 15) - square * Vector512.Create(17.0 / 315)));
        var quotient = Vector512.CopySign((one - e) / (one + e), x);
        return Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(x), Vector512.Create(1.0 / 64)), series, quotient);
    }

    static float Reference(LaneFunction function, float x) => function switch
    {
        LaneFunction.Exp => (float)Math.Exp(x),
        LaneFunction.Sigmoid => (float)((x < 0 ? Math.Exp(x) : 1) / (1 + Math.Exp(-Math.Abs((double)x)))),
        _ => (float)Math.Tanh(x),
    };

    [Fact]
    public void Functions_OnSpecialValues_GiveTheLimits()
    {
        foreach (var width in LaneFunctions.Widths)
        {
            Check(LaneFunction.Exp, width, (float.NegativeInfinity, 0f), (float.PositiveInfinity, float.PositiveInfinity), (-104f, 0f), (88.8f, float.PositiveInfinity), (0f, 1f), (-0f, 1f), (float.NaN, float.NaN));
            Check(LaneFunction.Sigmoid, width, (float.NegativeInfinity, 0f), (float.PositiveInfinity, 1f), (-120f, 0f), (0f, 0.5f), (-0f, 0.5f), (40f, 1f), (float.NaN, float.NaN));
            Check(LaneFunction.Tanh, width, (float.NegativeInfinity, -1f), (float.PositiveInfinity, 1f), (-0f, -0f), (0f, 0f), (float.Epsilon, float.Epsilon), (-50f, -1f), (float.NaN, float.NaN));
        }
    }

    static void Check(LaneFunction function, LaneWidth width, params (float Input, float Expected)[] cases)
    {
        Span<float> source = stackalloc float[16], result = stackalloc float[16];
        foreach (var (input, expected) in cases)
        {
            source.Fill(input);
            LaneFunctions.Apply<float>(function, width, source, result);
            Assert.All(MemoryMarshal.Cast<float, int>(result).ToArray(), bits => Assert.Equal(BitConverter.SingleToInt32Bits(expected), bits));
        }
    }
}
