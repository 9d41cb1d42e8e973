using System.Linq;
using Unroll.Tasks.Vectors;

namespace Unroll.Tasks.Tests.Vectors;

public sealed class VectorReadingTests
{
    static string Read(VectorReading reading, params double[] outputs)
    {
        var bits = new double[outputs.Length];
        return (reading.Read<double>(outputs, bits) ? "" : "nothing, ") + string.Concat(bits);
    }

    [Fact]
    public void Ties_MakeOnesOfAllThatAreLargest()
    {
        Assert.Equal("0100", Read(VectorReading.Ties, 0.2, 0.9, 0.8999999, -1));
        Assert.Equal("0101", Read(VectorReading.Ties, 0.2, 0.9, 0.8, 0.9));
        Assert.Equal("1111", Read(VectorReading.Ties, 1, 1, 1, 1));
        Assert.Equal("0001", Read(VectorReading.Ties, -0.4, -0.3, -0.4, -0.2));
    }

    [Fact]
    public void Threshold_MakesOnesOfAllFromOneHalf()
    {
        Assert.Equal("0101", Read(VectorReading.Threshold, 0.2, 0.9, 0.4999999, 0.5));
        Assert.Equal("0000", Read(VectorReading.Threshold, 0.2, 0.3, 0.4, -0.5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Read_OfWhatIsNoNumber_IsNothing(int place)
    {
        var outputs = Enumerable.Range(0, 4).Select(i => i == place ? double.NaN : 0.0).ToArray();
        Assert.Equal("nothing, 0000", Read(VectorReading.Ties, outputs));
        Assert.False(VectorReading.Threshold.IsRight<double>(outputs, new double[4]));
    }

    [Fact]
    public void IsRight_NeedsEveryBit()
    {
        Assert.True(VectorReading.Ties.IsRight<float>([0.5f, 0.5f, 0], [1, 1, 0]));
        Assert.False(VectorReading.Ties.IsRight<float>([0.5f, 0.5f, 0.5f], [1, 1, 0]));
        Assert.False(VectorReading.Ties.IsRight<float>([0.5f, 0.4f, 0], [1, 1, 0]));
    }
}
