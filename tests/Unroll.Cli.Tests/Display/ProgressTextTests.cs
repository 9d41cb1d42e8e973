using Unroll.Cli.Display;
using Unroll.Experiments;

namespace Unroll.Cli.Tests.Display;

public sealed class ProgressTextTests
{
    static readonly RunProgress s_halfway = new(500, 1000, 1, 4, 0.0312, 0.00075, 51234.4, 12.5, 12.5, "length 8 of 50");

    [Fact]
    public void Plain_Halfway_TellsAll() =>
        Assert.Equal(" 50 %  epoch 2/4  step 500/1,000  length 8 of 50  loss 0.0312  rate 0.00075  51,234 strings/s  0:13 left", ProgressText.Plain(s_halfway));

    [Fact]
    public void Plain_WithoutEpochsAndEnd_LeavesThemAway() =>
        Assert.Equal("step 7  loss 1.20e+4  rate 1  3 strings/s", ProgressText.Plain(new RunProgress(7, 0, 0, 0, 12000, 1, 3, 1, double.PositiveInfinity, null)));

    [Theory]
    [InlineData(true, "━━━━━━━━━━━━━━━┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  50 %")]
    [InlineData(false, "[##############..............]  50 %")]
    public void WithBar_InAWideTerminal_HasAFullBar(bool unicode, string start) =>
        Assert.StartsWith(start, ProgressText.WithBar(s_halfway, 200, unicode), System.StringComparison.Ordinal);

    [Fact]
    public void WithBar_AtAnyWidth_StaysOnOneLine()
    {
        for (var width = 1; width < 200; width++)
            Assert.True(ProgressText.WithBar(s_halfway, width, unicode: true).Length < width);
    }

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(6.2, "0:07")]
    [InlineData(59.5, "1:00")]
    [InlineData(754, "12:34")]
    [InlineData(18367, "5:06:07")]
    [InlineData(-1, "0:00")]
    public void Span_OfSeconds_ReadsAsAClock(double seconds, string expected) => Assert.Equal(expected, ProgressText.Span(seconds));
}
