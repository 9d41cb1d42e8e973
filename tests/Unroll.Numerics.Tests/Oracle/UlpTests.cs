namespace Unroll.Numerics.Tests.Oracle;

public sealed class UlpTests
{
    [Fact]
    public void Between_Neighbours_IsOne()
    {
        Assert.Equal(1, Ulp.Between(1.0, System.Math.BitIncrement(1.0)));
        Assert.Equal(1, Ulp.Between(1f, System.MathF.BitDecrement(1f)));
        Assert.Equal(2, Ulp.Between(-double.Epsilon, double.Epsilon));
        Assert.Equal(1, Ulp.Between(float.MaxValue, float.PositiveInfinity));
        Assert.Equal(0, Ulp.Between(-0.0, 0.0));
    }

    [Fact]
    public void Between_NaNs_TellsOneFromTwo()
    {
        Assert.Equal(0, Ulp.Between(double.NaN, -double.NaN));
        Assert.Equal(long.MaxValue, Ulp.Between(double.NaN, 1));
        Assert.Equal(long.MaxValue, Ulp.Between(1f, float.NaN));
    }
}
