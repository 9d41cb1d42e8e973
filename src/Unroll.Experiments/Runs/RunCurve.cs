using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Training.Diagnosis;

namespace Unroll.Experiments.Runs;

/// <summary>The loss curve of a run, from the lines of its events.jsonl and from nothing else, so that a resumed run comes to the same diagnosis.</summary>
/// <param name="least">The least loss of a target that the task can come to; null where nobody knows.</param>
/// <param name="isFresh">Whether the training data never come again: nothing can then be learnt by heart, and test data that stay hard are of another kind, such as longer sequences.</param>
sealed class RunCurve(double? least = null, bool isFresh = false)
{
    const double LookAgain = 1.25;   // points more, in times, before the shape is looked for again: so that looking stays cheap however long the run

    readonly List<CurvePoint> _points = [];
    readonly HashSet<CurveShape> _told = [];
    int _nextLook = LossCurve.LeastPoints;
    string? _stage;
    bool _isLaterStage;
    bool _isValidated;
    double? _beginning;   // the first loss of the run

    /// <summary>Adds a line. A new stage of a curriculum is a new curve: its loss starts where the stage is hard.</summary>
    public void Add(long step, double loss, double gradientNorm, string? stage)
    {
        if (stage != _stage)
        {
            (_isLaterStage, _stage, _nextLook) = (_stage is not null, stage, LossCurve.LeastPoints);
            _points.Clear();
        }
        _points.Add(new(step, loss, gradientNorm));
        _beginning ??= loss;
    }

    /// <summary>Adds a measure of the validation data to the line before it; of the test data, where there were none of the others: two measures of different data are not to be compared.</summary>
    public void Test(IReadOnlyDictionary<string, double> metrics)
    {
        var validation = ErrorOf(metrics, "validation.");
        _isValidated |= validation is not null;
        if (!isFresh && _points.Count > 0 && (_isValidated ? validation : ErrorOf(metrics, "test.")) is { } error)
            _points[^1] = _points[^1] with { TestError = error };
    }

    /// <summary>How bad a network is by its metrics of some data: their loss, or 1 minus an accuracy; null where there is neither.</summary>
    /// <param name="metrics">Measures by name.</param>
    /// <param name="data">How the names begin that count.</param>
    internal static double? ErrorOf(IReadOnlyDictionary<string, double> metrics, string data = "test.")
    {
        var names = metrics.Keys.Where(name => name.StartsWith(data, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        if (Array.Find(names, name => name.Contains("loss", StringComparison.OrdinalIgnoreCase)) is { } loss)
            return metrics[loss];
        return Array.Find(names, name => name.EndsWith("ccuracy", StringComparison.Ordinal)) is { } accuracy ? 1 - metrics[accuracy] : null;
    }

    /// <summary>The shape of the whole curve; in a curriculum that of its last stage, and the evidence says so.</summary>
    /// <param name="failure">Where the run diverged: its message.</param>
    public CurveDiagnosis Diagnose(string? failure = null)
    {
        var diagnosis = LossCurve.Name(_points, failure, least, _isLaterStage ? _beginning ?? 0 : 0);
        return _isLaterStage ? diagnosis with { Evidence = $"in the curriculum's last stage {diagnosis.Evidence}" } : diagnosis;
    }

    /// <summary>Something that is going wrong and was not told yet; null for nothing.</summary>
    /// <param name="steps">Steps of the whole run: in its first half a flat line may be patience.</param>
    public CurveDiagnosis? Warn(long steps)
    {
        if (_points.Count < _nextLook)
            return null;
        _nextLook = (int)(_points.Count * LookAgain) + 1;
        var diagnosis = Diagnose();
        if (!diagnosis.IsTrouble || (diagnosis.Shape == CurveShape.Plateau && _points[^1].Step < steps / 2))
            return null;
        return _told.Add(diagnosis.Shape) ? diagnosis : null;
    }

    /// <summary>Takes up the lines of a run that goes on. What was warned of before is looked for, so that it is not told twice.</summary>
    public void Load(string eventsPath, long steps)
    {
        using var file = new FileStream(eventsPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            Take(json.RootElement, steps);
        }
    }

    void Take(JsonElement line, long steps)
    {
        switch (line.GetProperty("event").GetString())
        {
            case "epoch" or "steps":
                Add(line.GetProperty("step").GetInt64(), line.GetProperty("lossPerTarget").GetDouble(), line.GetProperty("gradientNorm").GetDouble(), line.TryGetProperty("stage", out var stage) ? stage.GetString() : null);
                _ = Warn(steps);
                break;
            case "evaluation":
                Test(line.GetProperty("metrics").EnumerateObject().ToDictionary(metric => metric.Name, metric => metric.Value.GetDouble()));
                break;
            default:
                break;
        }
    }
}
