using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Unroll.Experiments;

namespace Unroll.Cli.Display;

/// <summary>Shows a run on standard error while it goes: a line drawn over and over on a terminal, a new line now and then elsewhere, nothing when asked to be quiet.</summary>
sealed class TrainingProgress(Terminal terminal, bool quiet) : IRunListener
{
    static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan s_newLine = TimeSpan.FromSeconds(5);
    static readonly TimeSpan s_evaluation = TimeSpan.FromSeconds(1);   // where a run measures oftener, the measures in between are in events.jsonl

    bool _lineIsOpen;
    string? _evaluation;   // told when training goes on; the last one is the result, which has a table of its own
    long? _evaluatedAt;    // when one was told last
    long _drawnAt = terminal.Time.GetTimestamp();

    /// <summary>How often it wants to hear of the run.</summary>
    public TimeSpan Interval => terminal.ErrorIsTerminal && !quiet ? s_redraw : s_newLine;

    /// <inheritdoc/>
    public void Started(RunStart start)
    {
        var from = start.FirstStep > 0 ? string.Create(CultureInfo.InvariantCulture, $", from step {start.FirstStep:N0}") : "";
        Say(string.Create(CultureInfo.InvariantCulture, $"{start.Recipe}: {start.Parameters:N0} weights, {Count(start.Threads, "thread")}, at most {Count(start.Steps, "step")}{from}{TimeOf(start)}"));
    }

    /// <inheritdoc/>
    public void Progressed(in RunProgress progress)
    {
        if (quiet)
            return;
        TellEvaluation();
        if (terminal.ErrorIsTerminal)
        {
            terminal.Error.Write($"\r{ProgressText.WithBar(progress, terminal.Width, terminal.Unicode)}\u001b[K");
            _lineIsOpen = true;
        }
        else if (terminal.Time.GetElapsedTime(_drawnAt) >= s_newLine)
        {
            // The last step is always reported; a log needs it only if the line before is old.
            terminal.Error.WriteLine(ProgressText.Plain(progress));
            _drawnAt = terminal.Time.GetTimestamp();
        }
        terminal.Error.Flush();
    }

    /// <inheritdoc/>
    public void Evaluated(long step, IReadOnlyDictionary<string, double> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var words = MetricText.Rows(metrics).Select(name => $"{name} {MetricText.Of(name, metrics[name])}");
        _evaluation = string.Create(CultureInfo.InvariantCulture, $"step {step:N0}: {string.Join(", ", words)}");
    }

    /// <inheritdoc/>
    public void Sampled(long step, string text)
    {
        TellEvaluation();
        Say(string.Create(CultureInfo.InvariantCulture, $"step {step:N0} says:"));
        foreach (var line in SpokenLines.Of(text, terminal.Width, terminal.Unicode))
            Say(line);
    }

    /// <inheritdoc/>
    public void Noted(string line)
    {
        TellEvaluation();
        Say(line);
    }

    /// <summary>Takes the progress line away, so that whatever is written next begins on a clean line.</summary>
    public void Finish()
    {
        if (_lineIsOpen)
            terminal.Error.Write("\r\u001b[K");
        _lineIsOpen = false;
        terminal.Error.Flush();
    }

    void TellEvaluation()
    {
        if (_evaluation is not { } line || (_evaluatedAt is { } last && terminal.Time.GetElapsedTime(last) < s_evaluation))
            return;
        _evaluatedAt = terminal.Time.GetTimestamp();
        Say(line);
        _evaluation = null;
    }

    void Say(string line)
    {
        if (quiet)
            return;
        Finish();
        terminal.Error.WriteLine(line);
    }

    static string TimeOf(RunStart start) => start.Seconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", about {Math.Max(1, Math.Round(seconds)):N0} s on 2 cores") : "";

    static string Count(long number, string thing) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {thing}{(number == 1 ? "" : "s")}");
}
