using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Experiments;

namespace Unroll.Cli.Tests.Display;

public sealed class TrainingProgressTests
{
    static readonly RunStart s_start = new("tiny", "/runs/tiny", 1000, 0, 0, 12345, 2);
    static readonly RunProgress s_progress = new(10, 1000, 0, 0, 0.5, 0.01, 100, 1, 99, null);

    [Fact]
    public void Log_ManyReports_WritesALineEveryFiveSeconds()
    {
        var time = new SteppedTime();
        var text = Watch(time, terminal: false, quiet: false, progress =>
        {
            for (var i = 0; i < 12; i++)
            {
                time.Pass(TimeSpan.FromSeconds(1));
                progress.Progressed(s_progress with { Step = i + 1 });
            }
        });
        Assert.Equal(2, text.Count(c => c == '\n'));
        Assert.Contains("step 5/1,000", text);
        Assert.Contains("step 10/1,000", text);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void Terminal_AfterTheEnd_IsClean()
    {
        var text = Watch(new SteppedTime(), terminal: true, quiet: false, progress =>
        {
            progress.Started(s_start);
            progress.Progressed(s_progress);
            progress.Noted("a checkpoint was passed over");
            progress.Progressed(s_progress);
        });
        Assert.StartsWith("tiny: 12,345 weights, 2 threads, at most 1,000 steps\n\r", text, StringComparison.Ordinal);
        Assert.Contains("\r\u001b[Ka checkpoint was passed over\n", text);
        Assert.EndsWith("\r\u001b[K", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_OfAResumedRun_SaysWhere() =>
        Assert.Contains(", from step 500", Watch(new SteppedTime(), false, false, p => p.Started(s_start with { FirstStep = 500 })));

    [Fact]
    public void Evaluation_InBetween_IsALineOnceTrainingGoesOn()
    {
        var metrics = new Dictionary<string, double> { ["test.lastBitAccuracy"] = 0.75, ["test.lastBitCorrect"] = 3, ["test.count"] = 4 };
        Assert.Equal(
            "step 1,500: test.lastBitAccuracy 75.000 %\n",
            Watch(new SteppedTime(), false, false, progress =>
            {
                progress.Evaluated(1500, metrics);
                progress.Progressed(s_progress);
            }));
        Assert.Empty(Watch(new SteppedTime(), false, false, progress => progress.Evaluated(1500, metrics)));
    }

    // Where a run measures at every step, its first measures are told and then one a second.
    [Fact]
    public void Evaluation_AtEveryStep_IsALineASecond()
    {
        var time = new SteppedTime();
        var text = Watch(time, false, false, progress =>
        {
            for (var step = 1; step <= 50; step++)
            {
                progress.Evaluated(step, new Dictionary<string, double> { ["test.loss"] = step });
                time.Pass(TimeSpan.FromMilliseconds(50));
                progress.Progressed(s_progress);
            }
        });
        Assert.Equal(["step 1: test.loss 1", "step 21: test.loss 21", "step 41: test.loss 41"], text.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Quiet_Always_SaysNothing()
    {
        var text = Watch(new SteppedTime(), terminal: true, quiet: true, progress =>
        {
            progress.Started(s_start);
            progress.Progressed(s_progress);
            progress.Evaluated(1, new Dictionary<string, double>());
            progress.Noted("x");
        });
        Assert.Empty(text);
    }

    static string Watch(TimeProvider time, bool terminal, bool quiet, Action<TrainingProgress> script)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var progress = new TrainingProgress(new Terminal { Output = TextWriter.Null, Error = error, ErrorIsTerminal = terminal, Time = time }, quiet);
        script(progress);
        progress.Finish();
        return error.ToString();
    }
}
