using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Batching;

namespace Unroll.Tasks.Grammar;

/// <summary>
/// Prediction of the next letter of Reber strings, by Hochreiter and Schmidhuber's protocol: strings are picked at random from the training set, again and again; it is solved when every string of training and test set is
/// right (<see cref="ReberJudge{T}"/>). Measured whenever the test data are: <c>solved</c> (1 or 0) and <c>sequencesUntilSolved</c>, the strings presented when that was first seen, absent before.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed class ReberTask<T> : ITask<T>, IDividedEvaluation<T>, ISizedEvaluation, INamedMetrics, IFindings, ITextInput
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const string Solved = "solved", Until = "sequencesUntilSolved", Strings = ".stringAccuracy", Letters = ".letterAccuracy", Closings = ".closingAccuracy";

    readonly ReberData _data;
    readonly ReberJudge<T> _training, _test;
    readonly ReberProgress _progress;
    readonly ReberWindows<T>? _windows;
    readonly RandomStream[] _picks;   // one for each worker: a stream is moved, so two workers must not share one
    readonly int _rows, _workers;

    /// <summary>Draws or reads the strings.</summary>
    /// <exception cref="TaskOptionsException">The options do not fit together, or a file cannot be used.</exception>
    public ReberTask(ReberOptions options, TaskSetting setting)
    {
        var random = new RandomStream(setting.Seed).Split("reber");
        _data = new ReberData(options, random);
        (_rows, _workers) = (setting.Batch, setting.Workers);
        var training = DatasetOf(_data.Training);
        (_training, _test) = (new(_data.Grammar, training), new(_data.Grammar, DatasetOf(_data.Test)));
        if (options.Window > 0)
            _windows = new ReberWindows<T>(training, random.Split("presentations"), options.Window, setting);
        _progress = new ReberProgress(_windows is null ? null : _windows.PresentedAfter);
        _picks = new RandomStream[setting.Workers];
        for (var worker = 0; worker < setting.Workers; worker++)
            _picks[worker] = random.Split("picks").At(worker);
        var symbols = ReberGrammar.Letters.Length;
        var lengths = training.Lengths();
        Shape = _windows?.Shape ?? new TaskShape(symbols, symbols, lengths.Max(), _rows, 0, InputIsSymbols: true, IsPadded: _rows > 1 && lengths.Min() < lengths.Max());
    }

    /// <inheritdoc/>
    public TaskShape Shape { get; }

    /// <inheritdoc/>
    public ITaskMemory? Memory => _progress;

    /// <inheritdoc/>
    public IReadOnlyList<(string TestSet, int Steps, int Rows)> EvaluationPasses =>
        [("training", _data.Training.Max(one => one.Length), ReberJudge<T>.MostRows), ("test", _data.Test.Max(one => one.Length), ReberJudge<T>.MostRows)];

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => [Solved, Until, .. NamesOf("training"), .. NamesOf("test")];

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)worker, (uint)_workers, nameof(worker));
        if (_windows is not null)
            return _windows.Fill(batch, step);
        var steps = 0;
        for (var row = 0; row < _rows; row++)
            steps = Math.Max(steps, Picked(step, worker, row).Length - 1);
        batch.Reshape(steps, _rows);
        for (var row = 0; row < _rows; row++)
            Write(batch, row, Picked(step, worker, row));
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team) => Evaluate(network, team, EvaluationShare.Whole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team, EvaluationShare share)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(share);
        var (training, test) = (_training.Measure(network, team, share), _test.Measure(network, team, share));
        var isSolved = training.RightStrings == _data.Training.Count && test.RightStrings == _data.Test.Count;
        if (isSolved)
            _progress.Solve();
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { [Solved] = isSolved ? 1 : 0 };
        if (_progress.SolvedAfter > 0)
            metrics[Until] = _progress.SolvedAfter;
        Add(metrics, "training", training, _data.Training.Count);
        Add(metrics, "test", test, _data.Test.Count);
        return metrics;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Describe(IReadOnlyDictionary<string, double> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (!metrics.TryGetValue(Solved, out var solved))
            return [];
        var sets = string.Create(CultureInfo.InvariantCulture, $"{_data.Training.Count:N0} training and {_data.Test.Count:N0} test strings");
        if (solved < 1)
            return [string.Create(CultureInfo.InvariantCulture, $"not solved: after {_progress.Presented:N0} sequences {metrics["training" + Strings]:P1} and {metrics["test" + Strings]:P1} of {sets} are right")];
        var after = metrics.TryGetValue(Until, out var until) ? string.Create(CultureInfo.InvariantCulture, $" after {until:N0} sequences") : "";
        return [$"solved{after}: all {sets} are predicted right at every letter"];
    }

    /// <inheritdoc/>
    public int[] ReadSymbols(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _data.Grammar.Read(string.Concat(text.Where(letter => !char.IsWhiteSpace(letter))), whole: false);
    }

    int[] Picked(long step, int worker, int row)
    {
        var picks = _picks[worker];
        picks.Position = 8 * ((ulong)step * (ulong)_rows + (ulong)row);
        return _data.Training[picks.NextInt32(_data.Training.Count)];
    }

    static void Write(Batch<T> batch, int row, int[] symbols)
    {
        var (inputs, targets) = (batch.Symbols, batch.Targets);
        for (var step = 0; step < batch.Steps; step++)
        {
            var isThere = step < symbols.Length - 1;
            inputs[step, row][0] = isThere ? symbols[step] : 0;
            targets[step, row][0] = isThere ? symbols[step + 1] : -1;
            if (batch.Mask is { } mask)
                mask[step, row] = isThere;
        }
    }

    // From each letter to the next one: a string has one step less than letters.
    static SequenceDataset<T> DatasetOf(IReadOnlyList<int[]> strings) => new(
        SequenceInputs<T>.OfSymbols(strings.Select(one => one[..^1]), ReberGrammar.Letters.Length),
        SequenceTargets<T>.OfStepClasses(strings.Select(one => one[1..]), ReberGrammar.Letters.Length));

    string[] NamesOf(string set) => _data.Grammar.IsEmbedded ? [set + Strings, set + Letters, set + Closings] : [set + Strings, set + Letters];

    void Add(Dictionary<string, double> metrics, string set, ReberJudge<T>.Count count, int strings)
    {
        metrics[set + Strings] = count.RightStrings / (double)strings;
        metrics[set + Letters] = count.RightLetters / (double)count.Letters;
        if (_data.Grammar.IsEmbedded)
            metrics[set + Closings] = count.RightClosings / (double)strings;
    }
}
