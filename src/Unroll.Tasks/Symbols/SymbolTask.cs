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
sealed class SymbolTask<T> : ITask<T>, ISizedEvaluation, INamedMetrics
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ISymbolRule _rule;
    readonly SymbolOptions _options;
    readonly SymbolTests<T> _tests;
    readonly RandomStream[] _lengths, _sequences;   // one for each worker: a stream is moved, so two workers must not share one
    readonly int _rows;

    /// <summary>Draws the test sequences.</summary>
    /// <exception cref="TaskOptionsException">The options do not fit together.</exception>
    public SymbolTask(string name, SymbolOptions options, ISymbolRule rule, TaskSetting setting)
    {
        options.Validate();
        (_rule, _options, _rows) = (rule, options, setting.Batch);
        var random = new RandomStream(setting.Seed).Split(name);
        _tests = new SymbolTests<T>(options, rule, random.Split("tests"));
        _lengths = new RandomStream[setting.Workers];
        _sequences = new RandomStream[setting.Workers];
        for (var worker = 0; worker < setting.Workers; worker++)
        {
            _lengths[worker] = random.Split("lengths").At(worker);
            _sequences[worker] = random.Split("sequences").At(worker);
        }
        Shape = new TaskShape(rule.Symbols, rule.Classes, Math.Max(rule.Fit(options.Longest), rule.Fit(options.Shortest)), _rows, 0, InputIsSymbols: true);
    }

    /// <inheritdoc/>
    public TaskShape Shape { get; }

    /// <inheritdoc/>
    public ITaskMemory? Memory => null;

    /// <inheritdoc/>
    public IReadOnlyList<(string TestSet, int Steps, int Rows)> EvaluationPasses => _tests.Passes;

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => _tests.MetricNames;

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)worker, (uint)_sequences.Length, nameof(worker));
        var (lengths, sequences) = (_lengths[worker], _sequences[worker]);
        lengths.Position = (ulong)step * 8;
        batch.Reshape(_rule.Fit(_options.Shortest + lengths.NextInt32(_options.Longest - _options.Shortest + 1)), _rows);
        for (var row = 0; row < _rows; row++)
        {
            sequences.Position = ((ulong)step * (ulong)_rows + (ulong)row) * SymbolRow.MostNumbers(Shape.MostSteps);
            SymbolRow.Draw(batch, row, _rule, _options.WantsLastAnswerOnly, sequences);
        }
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team) => _tests.Evaluate(network, team);
}
