using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Tasks.Synthetic;

/// <summary>Parity over fresh strings without end, as long as the curriculum's stage says. The strings of a step and worker are a function of seed, step, worker and stage.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class ParityCurriculumTask<T> : ITask<T>, IDividedEvaluation<T>, ISizedEvaluation, INamedMetrics, IKnownLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ParityCurriculum _curriculum;
    readonly ParityTests<T> _tests;
    readonly ParityReading _reading;
    readonly WorkerStreams _streams;
    readonly ulong[][] _words;
    readonly int _rows;

    /// <summary>Draws the test strings.</summary>
    /// <exception cref="TaskOptionsException">The options do not fit together or in memory.</exception>
    public ParityCurriculumTask(ParityOptions options, TaskSetting setting)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(setting);
        options.Validate();
        var random = new RandomStream(setting.Seed).Split("parity");
        var stages = options.Curriculum ?? new CurriculumOptions();
        _curriculum = new ParityCurriculum(stages);
        _reading = ParityEntry.ReadingOf(options);
        _tests = new ParityTests<T>(options.Tests, random.Split("tests"), _reading);
        _rows = setting.Batch;
        _streams = new WorkerStreams(random, "fresh", setting.Workers);
        _words = new ulong[setting.Workers][];
        for (var worker = 0; worker < setting.Workers; worker++)
            _words[worker] = new ulong[BitStrings.WordsFor(stages.Most)];
        Shape = new TaskShape(2, 2, stages.Most, _rows, 0, InputIsSymbols: true);
    }

    /// <inheritdoc/>
    public TaskShape Shape { get; }

    /// <inheritdoc/>
    public double LeastLossPerTarget => 0;

    /// <inheritdoc/>
    public ITaskMemory? Memory => _curriculum;

    /// <inheritdoc/>
    public IReadOnlyList<(string TestSet, int Steps, int Rows)> EvaluationPasses => _tests.Passes;

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => _tests.MetricNames;

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var stream = _streams.At(step, worker, (ulong)_rows * (ulong)_words[0].Length * 2);   // two numbers a word, room for the longest strings
        var words = _words[worker];
        batch.Reshape(_curriculum.Length, _rows);
        for (var row = 0; row < _rows; row++)
        {
            BitStrings.Draw(stream, words, _curriculum.Length);
            ParityRow.Write(words, batch.Symbols, batch.Targets, row, _reading);
        }
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team) => Evaluate(network, team, EvaluationShare.Whole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team, EvaluationShare share) => _tests.Evaluate(network, team, share);
}
