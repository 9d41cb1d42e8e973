using Unroll.Cli.Display;

namespace Unroll.Cli.Tests.Display;

public sealed class MetricTextTests
{
    [Theory]
    [InlineData("test.fullLengthAccuracy", 1, "100.000 %")]
    [InlineData("test.fullLengthAccuracy", 0.9999999, "99.999 %")]
    [InlineData("test.fullLengthAccuracy", 0.9466, "94.660 %")]
    [InlineData("test.fullLengthAccuracy", 0, "0.000 %")]
    [InlineData("test.fullLengthAccuracy", double.NaN, "none")]
    [InlineData("train.lastEpochLoss", 29.415, "29.415")]
    [InlineData("train.lastEpochLoss", 1.5e-9, "1.5E-09")]
    [InlineData("train.lastEpochLoss", 1952313.6, "1,952,314")]
    [InlineData("train.lastEpochLoss", 999999.4, "999999")]
    [InlineData("train.lastEpochLoss", 999999.7, "1,000,000")]
    [InlineData("train.lastEpochLoss", 2e300, "2E+300")]
    [InlineData("train.steps", 1280, "1,280")]
    public void Metric_AsText_NeverFlatters(string name, double value, string expected) => Assert.Equal(expected, MetricText.Of(name, value));
}
