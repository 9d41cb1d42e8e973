using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Tasks.Vectors;

/// <summary>
/// A count in vectors of bits, always the same sequence from its beginning: the experiments 2, 3, 5 and 6 of the very simple LSTM's report. An epoch is one pass over it.
/// Measured are the training sequence (<c>test</c>), the same count over more rounds without a new start (<c>long</c>), and, where the stimulus counts, the count that the network goes on with alone,
/// reading each of its outputs and taking what it read as its next stimulus (<c>alone</c>); of each the share of steps read right with ties and at a threshold of one half.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed class NumberCycleTask<T> : ITask<T>, ISizedEvaluation, INamedMetrics, IRowInput
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static readonly VectorReading[] Readings = [VectorReading.Ties, VectorReading.Threshold];

    readonly NumberCycleOptions _options;

    public NumberCycleTask(NumberCycleOptions options, TaskSetting setting)
    {
        options.Validate();
        if (setting.Batch != 1 || setting.Workers != 1)
            throw new TaskOptionsException($"kind 'number-cycle' has one sequence, and train.batch is {setting.Batch} with train.workers {setting.Workers}; set both to 1.");
        _options = options;
        Shape = ShapeOf(options.Rounds);
    }

    /// <inheritdoc/>
    public TaskShape Shape { get; }

    /// <inheritdoc/>
    public ITaskMemory? Memory => null;

    bool Counts => _options.Stimulus == "count";

    /// <inheritdoc/>
    public IReadOnlyList<(string TestSet, int Steps, int Rows)> EvaluationPasses => [("long", _options.LongRounds * _options.Period, 1)];

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames =>
    [
        "test.squaredError", "long.squaredError",
        .. (Counts ? (string[])["test", "long", "alone"] : ["test", "long"]).SelectMany(set => Readings.SelectMany(reading => (string[])[NameOf(set, reading) + "Accuracy", NameOf(set, reading) + "Correct"]).Append(set + ".count")),
    ];

    TaskShape ShapeOf(int rounds) => new(_options.Bits, _options.Bits, rounds * _options.Period, 1, 1, InputIsSymbols: false, TargetWidth: _options.Bits);

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Fill(batch, Shape.MostSteps);
        return true;
    }

    void Fill(Batch<T> batch, int steps)
    {
        batch.Reshape(steps, 1);
        for (var step = 0; step < steps; step++)
        {
            NumberBits.Write(Counts ? NumberAt(step) : _options.First, batch.Dense[step, 0]);
            NumberBits.Write(NumberAt(step + 1), batch.TargetValues[step, 0]);
        }
    }

    int NumberAt(int step) => _options.First + step % _options.Period;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        Measure(metrics, "test", _options.Rounds, network, team);
        Measure(metrics, "long", _options.LongRounds, network, team);
        if (Counts)
            MeasureAlone(metrics, network, team);
        return metrics;
    }

    void Measure(Dictionary<string, double> metrics, string set, int rounds, Network<T> network, WorkerTeam team)
    {
        var shape = ShapeOf(rounds);
        var batch = new Batch<T>(shape);
        Fill(batch, shape.MostSteps);
        var trace = network.CreateTrace(shape.MostSteps, 1, TraceMode.Inference, team);
        network.Forward(batch.Inputs, trace);
        metrics[set + ".squaredError"] = Enumerable.Range(0, shape.MostSteps).Sum(step => SquaredError(trace.Outputs[step, 0], batch.TargetValues[step, 0])) / shape.MostSteps;
        foreach (var reading in Readings)
            Add(metrics, set, reading, Enumerable.Range(0, shape.MostSteps).Count(step => reading.IsRight<T>(trace.Outputs[step, 0], batch.TargetValues[step, 0])), shape.MostSteps);
        GC.KeepAlive(trace);
    }

    // Every step is a pass over all steps so far: short sequences, and no second way of walking.
    void MeasureAlone(Dictionary<string, double> metrics, Network<T> network, WorkerTeam team)
    {
        var shape = ShapeOf(_options.LongRounds);
        var batch = new Batch<T>(shape);
        var trace = network.CreateTrace(shape.MostSteps, 1, TraceMode.Inference, team);
        foreach (var reading in Readings)
        {
            Fill(batch, shape.MostSteps);
            var right = 0;
            for (var step = 0; step < shape.MostSteps; step++)
            {
                var inputs = new LayerInput<T>(batch.Dense.Slice(0, step + 1));
                network.Forward(inputs, trace);
                right += reading.IsRight<T>(trace.Outputs[step, 0], batch.TargetValues[step, 0]) ? 1 : 0;
                if (step + 1 < shape.MostSteps)
                    reading.Read(trace.Outputs[step, 0], batch.Dense[step + 1, 0]);
            }
            Add(metrics, "alone", reading, right, shape.MostSteps);
        }
        GC.KeepAlive(trace);
    }

    static double SquaredError(ReadOnlySpan<T> outputs, ReadOnlySpan<T> wanted)
    {
        var sum = 0.0;
        for (var i = 0; i < outputs.Length; i++)
            sum += Math.Pow(double.CreateTruncating(outputs[i] - wanted[i]), 2);
        return sum;
    }

    static void Add(Dictionary<string, double> metrics, string set, VectorReading reading, int right, int count)
    {
        metrics[NameOf(set, reading) + "Accuracy"] = right / (double)count;
        metrics[NameOf(set, reading) + "Correct"] = right;
        metrics[set + ".count"] = count;
    }

    static string NameOf(string set, VectorReading reading) => $"{set}.{(reading == VectorReading.Ties ? "ties" : "threshold")}";

    /// <inheritdoc/>
    public IReadOnlyList<double[]> ReadRows(string text)
    {
        var words = TextWords.Of(text);
        return words.Length == 0 ? throw new FormatException($"is empty; {Wanted}") : Array.ConvertAll(words, RowOf);
    }

    string Wanted => $"give numbers from 0 to {(1 << _options.Bits) - 1}, for example \"{_options.First} {_options.First + 1}\".";

    double[] RowOf(string word)
    {
        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number >= 1 << _options.Bits)
            throw new FormatException($"has '{word}', which is no number of {_options.Bits} bits; {Wanted}");
        var row = new double[_options.Bits];
        NumberBits.Write<double>(number, row);
        return row;
    }
}
