using System;

namespace Unroll.Contracts.Walks;

/// <summary>Equality to the last bit, with a message that says where it ends.</summary>
static class Bits
{
    public static void RequireEqual(ReadOnlySpan<double> wanted, ReadOnlySpan<double> found, string subject)
    {
        Assert.Equal(wanted.Length, found.Length);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (BitConverter.DoubleToInt64Bits(wanted[i]) != BitConverter.DoubleToInt64Bits(found[i]))
                Assert.Fail($"{subject}: number {i} of {wanted.Length} is {found[i]:R}, wanted {wanted[i]:R}");
        }
    }
}
