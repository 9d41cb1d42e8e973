using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Tasks.Symbols;

/// <summary>Fresh sequences of symbols without end, all of a batch of one length. The sequences of a step and worker are a function of seed, step and worker.</summary>
/// <typeparam name="T">The number.</typeparam>
sealed class SymbolTask<T> : ITask<T>, IDividedEvaluation<T>, ISizedEvaluation, INamedMetrics, IValidation<T>, IKnownLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ISymbolRule _rule;
    readonly SymbolOptions _options;
    readonly SymbolTests<T> _tests, _validation;
    readonly WorkerStreams _lengths, _sequences;
    readonly int[][] _memory;   // of each worker
    readonly int _rows;

    /// <summary>Draws the test sequences.</summary>
    /// <exception cref="TaskOptionsException">The options do not fit together.</exception>
    public SymbolTask(string name, SymbolOptions options, ISymbolRule rule, TaskSetting setting)
    {
        options.Validate();
        (_rule, _options, _rows) = (rule, options, setting.Batch);
        var random = new RandomStream(setting.Seed).Split(name);
        _tests = new SymbolTests<T>("test", options.Tests, options, rule, random.Split("tests"));
        _validation = new SymbolTests<T>("validation", options.ValidationSets, options, rule, random.Split("validation"));
        _lengths = new WorkerStreams(random, "lengths", setting.Workers);
        _sequences = new WorkerStreams(random, "sequences", setting.Workers);
        Shape = new TaskShape(rule.Symbols, rule.Classes, Math.Max(rule.Fit(options.Longest), rule.Fit(options.Shortest)), _rows, 0, InputIsSymbols: true);
        _memory = new int[setting.Workers][];
        for (var worker = 0; worker < setting.Workers; worker++)
            _memory[worker] = SymbolRow.CreateMemory(Shape.MostSteps);
    }

    /// <inheritdoc/>
    public TaskShape Shape { get; }

    /// <inheritdoc/>
    public double LeastLossPerTarget => 0;

    /// <inheritdoc/>
    public ITaskMemory? Memory => null;

    /// <inheritdoc/>
    public IReadOnlyList<(string TestSet, int Steps, int Rows)> EvaluationPasses => [.. _tests.Passes, .. _validation.Passes];

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => [.. _tests.SetNames, .. _tests.MeanNames];

    /// <inheritdoc/>
    public IReadOnlyList<string> ValidationNames => _validation.MeanNames;

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var lengths = _lengths.At(step, worker, share: 8);
        batch.Reshape(_rule.Fit(_options.Shortest + lengths.NextInt32(_options.Longest - _options.Shortest + 1)), _rows);
        var each = SymbolRow.MostNumbers(Shape.MostSteps);
        var sequences = _sequences.At(step, worker, (ulong)_rows * each);
        var first = sequences.Position;
        for (var row = 0; row < _rows; row++)
        {
            sequences.Position = first + (ulong)row * each;
            SymbolRow.Draw(batch, row, _rule, _options.WantsLastAnswerOnly, sequences, _memory[worker]);
        }
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team) => Evaluate(network, team, EvaluationShare.Whole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team, EvaluationShare share) => _tests.Evaluate(network, team, share, withSets: true);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Validate(Network<T> network, WorkerTeam team) => Validate(network, team, EvaluationShare.Whole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Validate(Network<T> network, WorkerTeam team, EvaluationShare share) => _validation.Evaluate(network, team, share, withSets: false);
}
