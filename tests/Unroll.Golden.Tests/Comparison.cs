using System;

namespace Unroll.Golden;

/// <summary>Compares tensors within a tolerance and says which number of which tensor is wrong.</summary>
sealed class Comparison(string subject, double tolerance)
{
    /// <summary>Tensors compared.</summary>
    public int Tensors { get; private set; }

    public void Require(string tensor, ReadOnlySpan<double> wanted, ReadOnlySpan<double> found)
    {
        Tensors++;
        Assert.True(wanted.Length == found.Length && wanted.Length > 0, $"{subject}, {tensor}: {found.Length} numbers, wanted {wanted.Length}");
        for (var i = 0; i < wanted.Length; i++)
        {
            if (!(Math.Abs(found[i] - wanted[i]) <= tolerance * (1 + Math.Abs(wanted[i]))))
                Assert.Fail($"{subject}, {tensor}: number {i} of {wanted.Length} is {found[i]:R}, wanted {wanted[i]:R}");
        }
    }
}
