using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Unroll.Experiments;
using Unroll.Experiments.Sweeps;

namespace Unroll.Cli.Display;

/// <summary>Shows a sweep on standard error while it goes: on a terminal a few lines drawn over and over (how far it is, the runs at work, the best so far), elsewhere a line for each run that ends.</summary>
sealed class SweepProgress(Terminal terminal, bool quiet) : ISweepListener
{
    const int MostShown = 8;   // runs at work, and places
    static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan s_never = TimeSpan.FromDays(1);

    readonly SortedDictionary<string, RunProgress> _atWork = new(StringComparer.Ordinal);
    readonly List<TrialResult> _ended = [];
    SweepRound? _round;
    long _begunAt;
    long _drawnAt;
    int _lines;

    /// <summary>How often it wants to hear of each run.</summary>
    public TimeSpan Interval => terminal.ErrorIsTerminal && !quiet ? s_redraw : s_never;

    /// <inheritdoc/>
    public void Started(SweepRound round)
    {
        (_round, _begunAt) = (round, terminal.Time.GetTimestamp());
        _ended.Clear();
        _atWork.Clear();
        var plan = round.Plan;
        var number = plan.Rungs.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"round {round.Number} of {plan.Rungs.Count}, {plan.Unit[..^1]} {round.Rung.Budget}: ") : "";
        var done = round.Done > 0 ? string.Create(CultureInfo.InvariantCulture, $", {round.Done:N0} of them done before") : "";
        var time = plan.Rungs.Count == 1
            ? plan.Recipe.Seconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", about {seconds:G2} s a run on 2 cores") : ""
            : round.Number == 1 && plan.Seconds is { } all ? string.Create(CultureInfo.InvariantCulture, $", all rounds about {Math.Max(1, Math.Round(all)):N0} s on 2 cores") : "";
        Say(string.Create(CultureInfo.InvariantCulture, $"{plan.Recipe.Name}: {number}{round.Runs:N0} {(round.Runs == 1 ? "run" : "runs")}, {round.AtOnce} at once{done}{time}"));
    }

    /// <inheritdoc/>
    public void Progressed(SweepTrial trial, in RunProgress progress)
    {
        _atWork[trial.Name] = progress;
        Redraw(now: false);
    }

    /// <inheritdoc/>
    public void Ended(TrialResult result)
    {
        _ended.Add(result);
        _atWork.Remove(result.Trial.Name);
        if (_ended.Count <= _round!.Done)
            return;   // known from before
        if (terminal.ErrorIsTerminal)
            Redraw(now: true);
        else
            Say(string.Create(CultureInfo.InvariantCulture, $"{_ended.Count}/{_round.Runs} {Describe(result)}"));
    }

    /// <inheritdoc/>
    public void Noted(string line)
    {
        Say(line);
        Redraw(now: true);
    }

    /// <summary>Takes the lines away, so that whatever is written next begins on a clean one.</summary>
    public void Finish()
    {
        if (_lines > 0)
            terminal.Error.Write($"\r\u001b[{_lines}A\u001b[J");
        _lines = 0;
        terminal.Error.Flush();
    }

    void Say(string line)
    {
        if (quiet)
            return;
        Finish();
        terminal.Error.WriteLine(line);
        terminal.Error.Flush();
    }

    void Redraw(bool now)
    {
        if (quiet || !terminal.ErrorIsTerminal || (!now && terminal.Time.GetElapsedTime(_drawnAt) < s_redraw))
            return;
        _drawnAt = terminal.Time.GetTimestamp();
        var lines = Lines();
        var text = new StringBuilder(_lines > 0 ? $"\r\u001b[{_lines}A" : "\r");
        foreach (var line in lines)
            text.Append(Cut(line)).Append("\u001b[K\n");
        terminal.Error.Write(text.Append("\u001b[J").ToString());
        terminal.Error.Flush();
        _lines = lines.Count;
    }

    List<string> Lines()
    {
        var lines = new List<string> { Summary() };
        foreach (var (name, moment) in _atWork.Take(MostShown))
            lines.Add($"  {name}  {ProgressText.WithBar(moment, Math.Max(20, terminal.Width - name.Length - 4), terminal.Unicode)}");
        if (_atWork.Count > MostShown)
            lines.Add($"  and {_atWork.Count - MostShown} more");
        var metric = _round!.Plan.Metric;
        if (_round.Plan.IsOfSeeds)
            return lines;
        var best = _ended.Where(run => run.Measure(metric.Name) is not null).OrderBy(run => (metric.LargerIsBetter == false ? 1 : -1) * run.Measure(metric.Name)!.Value).ThenBy(run => run.Trial.Name, StringComparer.Ordinal).Take(MostShown).ToList();
        if (best.Count > 0)
            lines.Add($"best so far, by {metric.Name}:");
        // The figure first: of a line that is cut the end is lost.
        lines.AddRange(best.Select(run => $"  {MetricText.Of(metric.Name, run.Measure(metric.Name)!.Value)}  {NameOf(run)}{Missed(run)}"));
        return lines;
    }

    string Summary()
    {
        var round = _round!;
        var share = (_ended.Count + _atWork.Values.Sum(run => run.Steps > 0 ? (double)run.Step / run.Steps : 0)) / round.Runs;
        var began = (double)round.Done / round.Runs;
        var seconds = terminal.Time.GetElapsedTime(_begunAt).TotalSeconds;
        var left = share > began && round.Plan.Rungs.Count == 1 ? $", {ProgressText.Span(seconds / (share - began) * (1 - share))} left" : "";
        var failed = _ended.Count(run => run.Met == false || run.Outcome == RunOutcome.Diverged);
        var diverged = _ended.Count(run => run.Outcome == RunOutcome.Diverged);
        var bad = (failed, diverged) switch { (0, _) => "", (_, 0) => $", {failed} missed", _ => $", {failed} missed ({diverged} diverged)" };
        return string.Create(CultureInfo.InvariantCulture, $"{_ended.Count:N0} of {round.Runs:N0} done{bad}{left}");
    }

    string Describe(TrialResult run)
    {
        var metric = _round!.Plan.Metric.Name;
        var what = run.Outcome == RunOutcome.Diverged ? "diverged" : run.Measure(metric) is { } value ? $"{metric} {MetricText.Of(metric, value)}" : $"no {metric}";
        return $"{NameOf(run)}: {what}{Missed(run)}";
    }

    static string NameOf(TrialResult run) => run.Trial.Point.Settings.Count > 0 ? $"{run.Trial.Name} {run.Trial.Point.Describe()}" : run.Trial.Name;

    static string Missed(TrialResult run) => run.Met == false && run.Outcome != RunOutcome.Diverged ? ", expectation missed" : "";

    string Cut(string line) => line.Length < terminal.Width ? line : line[..Math.Max(0, terminal.Width - 1)];
}
