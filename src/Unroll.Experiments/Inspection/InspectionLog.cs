using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Unroll.Experiments.Inspection;

/// <summary>An inspection in the form of the log of the very simple LSTM's report: for people who want to follow a network by hand.</summary>
static class InspectionLog
{
    /// <summary>The line before the weights.</summary>
    public const string WeightsBegin = "weights and biases";

    const int NameWidth = 24;
    const string TrainingSteps = " training steps", EpochBegin = "epoch error, ", EndedWith = ", ended with step ";

    /// <summary>For each step: stimulus, each gate's decision, memory, tanh(memory), output, prediction, actual target, step error; then the error of the sequence.</summary>
    public static void Write(TextWriter log, InspectionReport report)
    {
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{BeginOf(report.Recipe)}{report.TrainedSteps}{TrainingSteps}"));
        var layers = report.Series.GroupBy(series => series.Layer).ToArray();
        for (var step = 0; step < report.Steps.Count; step++)
        {
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step + 1}"));
            Line(log, "stimulus", report.Steps[step].Symbol is { } symbol ? [symbol] : report.Steps[step].Input);
            foreach (var layer in layers)
                WriteLayer(log, layer.Key, [.. layer], step);
            // Answers that are fewer than the steps belong to the end.
            var answer = step - (report.Steps.Count - report.Answers.Count);
            if (answer >= 0 && answer < report.Answers.Count)
                WriteAnswer(log, report.Answers[answer]);
        }
        if (report.Answers.Any(answer => answer.Loss is not null))
            Line(log, "sequence error", [report.Answers.Sum(answer => answer.Loss ?? 0)]);
    }

    /// <summary>The training steps that a log's first line names; null where the line is none of this recipe's.</summary>
    public static long? StepsIn(string line, string recipe)
    {
        var begin = BeginOf(recipe);
        return line.StartsWith(begin, StringComparison.Ordinal) && line.EndsWith(TrainingSteps, StringComparison.Ordinal) ? Number(line[begin.Length..^TrainingSteps.Length]) : null;
    }

    /// <summary>The line that ends an epoch.</summary>
    /// <param name="what">For people: <c>epoch 3</c>.</param>
    /// <param name="step">Training steps done at its end.</param>
    /// <param name="error">Mean loss of a target.</param>
    public static string EpochEnd(string what, long step, double error) => string.Create(CultureInfo.InvariantCulture, $"{EpochBegin}{what}{EndedWith}{step}: {error:0.##########}");

    /// <summary>The training steps that a line of <see cref="EpochEnd"/> names; null where it is none.</summary>
    public static long? EpochEndIn(string line)
    {
        var at = line.IndexOf(EndedWith, StringComparison.Ordinal);
        var end = line.IndexOf(':', StringComparison.Ordinal);
        return line.StartsWith(EpochBegin, StringComparison.Ordinal) && at >= 0 && end > at ? Number(line[(at + EndedWith.Length)..end]) : null;
    }

    static string BeginOf(string recipe) => $"# {recipe}, after ";

    static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static void WriteLayer(TextWriter log, string layer, InspectedSeries[] series, int step)
    {
        log.WriteLine($"  {layer}");
        foreach (var gate in series.Where(one => !one.IsState))
            Line(log, $"  gate {gate.Name}", gate.Values[step]);
        // The first state is the output, the others are memory.
        foreach (var memory in series.Where(one => one.IsState).Skip(1))
        {
            Line(log, $"  memory {memory.Name}", memory.Values[step]);
            Line(log, $"  tanh({memory.Name})", [.. memory.Values[step].Select(Math.Tanh)]);
        }
        Line(log, $"  output {series.First(one => one.IsState).Name}", series.First(one => one.IsState).Values[step]);
    }

    static void WriteAnswer(TextWriter log, InspectedAnswer answer)
    {
        Line(log, "prediction", answer.Output);
        if (answer.TargetClass is { } wanted)
        {
            Line(log, "predicted class", [answer.Largest]);
            Line(log, "actual target", [wanted]);
        }
        if (answer.TargetValues.Count > 0)
            Line(log, "actual target", answer.TargetValues);
        if (answer.Loss is { } loss)
            Line(log, "step error", [loss]);
    }

    /// <summary>All weights and biases, row by row.</summary>
    public static void WriteWeights(TextWriter log, IReadOnlyList<WeightSegment> segments)
    {
        log.WriteLine(WeightsBegin);
        foreach (var segment in segments)
        {
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {segment.Name} [{segment.Rows.Count}, {segment.Rows[0].Length}]"));
            foreach (var row in segment.Rows)
                log.WriteLine("    " + Numbers(row));
        }
    }

    static void Line(TextWriter log, string name, IReadOnlyList<double> numbers) => log.WriteLine($"  {name.PadRight(NameWidth)}{Numbers(numbers)}");

    static string Numbers(IReadOnlyList<double> numbers) => string.Join(' ', numbers.Select(number => number.ToString("0.######", CultureInfo.InvariantCulture)));
}
