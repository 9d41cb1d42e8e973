using System;
using System.IO;
using Unroll.Cli.Display;

namespace Unroll.Cli.Tests.Display;

public sealed class WorkProgressTests
{
    static string Drawn(bool isTerminal, params double[] seconds)
    {
        using var error = new StringWriter();
        var time = new SteppedTime();
        var progress = new WorkProgress(new Terminal { Output = TextWriter.Null, Error = error, ErrorIsTerminal = isTerminal, Time = time, Unicode = false, Width = 60 }, "of it");
        foreach (var second in seconds)
        {
            time.Pass(TimeSpan.FromSeconds(second));
            progress.Report(0.5);
        }
        progress.Finish();
        return error.ToString();
    }

    [Fact]
    public void Report_WithinTwoSeconds_DrawsNothing() => Assert.Equal("", Drawn(true, 1, 0.99));

    [Fact]
    public void Report_AfterTwoSeconds_DrawsABarAndTakesItAway() => Assert.Equal("\r[##############..............]  50 %  of it\u001b[K\r\u001b[K", Drawn(true, 1, 1.01, 0.05));

    [Fact]
    public void Report_WhereNobodyWatches_DrawsNothing() => Assert.Equal("", Drawn(false, 3));
}
