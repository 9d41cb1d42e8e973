using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Streams;

namespace Unroll.Tasks.Text;

/// <summary>
/// A language model: at every symbol of a text the next one is wanted. The training part is dealt to as many streams as the workers' batches have rows; an epoch reads each from its start to its end in windows, the state
/// carried from one to the next. Nothing is left out: of streams of unequal lengths the shorter ones wait for the others at the end.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed class TextTask<T> : ITask<T>, IDividedEvaluation<T>, IValidation<T>, INamedMetrics, ISizedEvaluation, ITextInput, ITextTask, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Corpus _corpus;
    readonly TextWindows<T> _windows;
    readonly TextPass<T>? _validation, _test;
    readonly int _rows, _workers;

    /// <summary>Deals a text to streams.</summary>
    public TextTask(Corpus corpus, TextOptions options, TaskSetting setting)
    {
        (_corpus, _rows, _workers) = (corpus, setting.Batch, setting.Workers);
        _windows = new TextWindows<T>(corpus.Symbols, corpus.Training, new StreamOptions { Rows = _rows, Workers = _workers, Length = options.Window, Stride = options.Stride }, checked(_rows * _workers));
        Shape = new TaskShape(corpus.Vocabulary.Count, corpus.Vocabulary.Count, _windows.MostSteps, _rows, options.CountSteps ? 0 : _windows.MostWindows, InputIsSymbols: true, CarriesStates: true);
        Memory = new TextMemory(corpus.Fingerprint);
        _validation = PassOver(corpus.Validation, "validation", options);
        _test = PassOver(corpus.Test, "test", options);
    }

    /// <inheritdoc/>
    public TaskShape Shape { get; }

    /// <inheritdoc/>
    public ITaskMemory? Memory { get; }

    /// <inheritdoc/>
    public Vocabulary Vocabulary => _corpus.Vocabulary;

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => _test?.Names ?? [];

    /// <inheritdoc/>
    public IReadOnlyList<string> ValidationNames => _validation?.Names ?? [];

    /// <inheritdoc/>
    public IReadOnlyList<(string TestSet, int Steps, int Rows)> EvaluationPasses =>
        [.. new[] { ("validation", _validation), ("test", _test) }.Where(one => one.Item2 is not null).Select(one => (one.Item1, one.Item2!.Steps, one.Item2.Rows))];

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)worker, (uint)_workers, nameof(worker));
        return _windows.Fill(batch, worker * _rows, _rows, (int)(step % _windows.MostWindows));
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team) => Evaluate(network, team, EvaluationShare.Whole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team, EvaluationShare share) => _test?.Measure(network, team, share) ?? new Dictionary<string, double>();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Validate(Network<T> network, WorkerTeam team) => Validate(network, team, EvaluationShare.Whole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Validate(Network<T> network, WorkerTeam team, EvaluationShare share) => _validation?.Measure(network, team, share) ?? new Dictionary<string, double>();

    /// <inheritdoc/>
    public int[] ReadSymbols(string text) => Vocabulary.Encode(text);

    /// <inheritdoc/>
    public void Dispose() => _corpus.Dispose();

    TextPass<T>? PassOver(TextPart part, string name, TextOptions options) =>
        part.Steps == 0 ? null : new TextPass<T>(_corpus, part, name, options.Streams, options.Window, checked(Shape.MostSteps * Shape.MostRows));
}
