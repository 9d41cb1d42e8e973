using System;
using System.Collections.Generic;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;

namespace Unroll.Numerics.Tests.Lanes;

/// <summary>A number's function has the same bits in a lane of any width, in any place of it.</summary>
public sealed class WidthEqualityTests
{
    [Theory]
    [InlineData(LaneFunction.Exp)]
    [InlineData(LaneFunction.Sigmoid)]
    [InlineData(LaneFunction.Tanh)]
    public void Float_AtEveryWidth_HasTheSameBits(LaneFunction function) => Check(function, Floats(), static x => BitConverter.SingleToUInt32Bits(x));

    [Theory]
    [InlineData(LaneFunction.Exp)]
    [InlineData(LaneFunction.Sigmoid)]
    [InlineData(LaneFunction.Tanh)]
    public void Double_AtEveryWidth_HasTheSameBits(LaneFunction function) => Check(function, Doubles(), static x => BitConverter.DoubleToUInt64Bits(x));

    static void Check<T>(LaneFunction function, T[] source, Func<T, ulong> bits)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var expected = new T[source.Length];
        LaneFunctions.Apply<T>(function, LaneWidth.Scalar, source, expected);
        foreach (var width in LaneFunctions.Widths)
        {
            var actual = new T[source.Length];
            LaneFunctions.Apply<T>(function, width, source, actual);
            for (var i = 0; i < source.Length; i++)
            {
                Assert.True(bits(expected[i]) == bits(actual[i]),
                    $"{function}({source[i]:R}): one by one {expected[i]:R} ({bits(expected[i]):x}), {width} {actual[i]:R} ({bits(actual[i]):x})");
            }
        }
    }

    // All 256 exponents and both signs, 96 mantissas each, among them the first and the last; exponent 255 holds infinity and NaNs.
    static float[] Floats()
    {
        var random = new RandomStream(2).Split("float bits");
        var sample = new List<float>();
        for (uint top = 0; top < 512; top++)
        {
            for (var i = 0; i < 96; i++)
                sample.Add(BitConverter.UInt32BitsToSingle((top << 23) | (i == 0 ? 0 : i == 1 ? 0x7FFFFF : random.NextUInt32() >> 9)));
        }
        // Where the functions do their work, and where their results are subnormal.
        for (var i = 0; i < 64 * 1024; i++)
            sample.Add((float)(random.NextDouble() * 220 - 110) * (i % 2 == 0 ? 1 : 0.05f));
        return [.. sample];
    }

    static double[] Doubles()
    {
        var random = new RandomStream(2).Split("double bits");
        var sample = new List<double>();
        for (ulong top = 0; top < 4096; top++)
        {
            for (var i = 0; i < 16; i++)
                sample.Add(BitConverter.UInt64BitsToDouble((top << 52) | (i == 0 ? 0 : i == 1 ? 0xFFFFFFFFFFFFF : random.NextUInt64() >> 12)));
        }
        for (var i = 0; i < 64 * 1024; i++)
            sample.Add((random.NextDouble() * 1600 - 800) * (i % 2 == 0 ? 1 : 0.02));
        return [.. sample];
    }
}
