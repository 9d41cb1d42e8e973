using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Tasks.Numbers;

/// <summary>
/// The counting example, the same sequence at every step. Measured are, at the lecture's starting weights, the outputs (<c>start.y1[1]</c>…) and the right gradients (<c>start.dV[1,1]</c>…), and of the network at hand
/// what it says (<c>final.says1</c>), its error (<c>final.rmse</c>, over the two steps) and, where it has the lecture's shape, its weights (<c>final.V[1,1]</c>…). Rows and columns count from 1.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed class CountingTask<T> : ITask<T>, INamedMetrics
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The lecture's letter, ours, and how many of its rows are of use: rows 2 and 3 of U meet only zeros.
    static readonly (string Letter, string Segment, int Rows, int Columns)[] Matrices = [("V", "output.weight", 2, 3), ("W", "layers.0.recurrent", 2, 2), ("U", "layers.0.input", 1, 2)];

    readonly Dictionary<string, double> _start;
    readonly int _rows;

    public CountingTask(TaskSetting setting)
    {
        _rows = setting.Batch;
        if (_rows != 1)
            throw new TaskOptionsException($"kind 'counting' has one sequence, and train.batch is {_rows}; set train.batch to 1.");
        _start = MeasureStart();
    }

    /// <inheritdoc/>
    public TaskShape Shape => CountingExample.Shape;

    /// <inheritdoc/>
    public ITaskMemory? Memory => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => [.. _start.Keys, "final.says1", "final.says2", "final.rmse", .. Matrices.SelectMany(matrix => Cells("final." + matrix.Letter, matrix.Rows, matrix.Columns))];

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        CountingExample.Fill(batch);
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        var metrics = new Dictionary<string, double>(_start);
        var (squares, outputs) = CountingExample.Run(network, TraceMode.Inference, team);
        Say(metrics, "final", outputs);
        metrics["final.rmse"] = Math.Sqrt(squares / 2);
        foreach (var (letter, name, rows, columns) in Matrices)
        {
            if (network.Parameters.Segments.FirstOrDefault(segment => segment.Name == name && segment.Columns == columns) is { } segment)
                Add(metrics, "final." + letter, rows, columns, [.. network.Parameters.Values.Slice(segment.Offset, rows * columns).ToArray().Select(double.CreateTruncating)]);
        }
        return metrics;
    }

    static Dictionary<string, double> MeasureStart()
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        var network = CountingExample.Start();
        var (_, outputs) = CountingExample.Run(network, TraceMode.Training, WorkerTeam.Single);
        for (var i = 0; i < outputs.Length; i++)
            metrics[string.Create(CultureInfo.InvariantCulture, $"start.y{1 + i / 3}[{1 + i % 3}]")] = outputs[i];
        Say(metrics, "start", outputs);
        foreach (var (letter, name, rows, columns) in Matrices)
        {
            var segment = network.Parameters.Segments.First(one => one.Name == name);
            Add(metrics, "start.d" + letter, rows, columns, network.Parameters.Gradients.Slice(segment.Offset, rows * columns).ToArray());
        }
        return metrics;
    }

    static void Say(Dictionary<string, double> metrics, string prefix, double[] outputs)
    {
        for (var step = 0; step < 2; step++)
        {
            var said = outputs[(3 * step)..(3 * step + 3)];
            metrics[string.Create(CultureInfo.InvariantCulture, $"{prefix}.says{step + 1}")] = 1 + Array.IndexOf(said, said.Max());
        }
    }

    static IEnumerable<string> Cells(string name, int rows, int columns) =>
        Enumerable.Range(0, rows * columns).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name}[{1 + i / columns},{1 + i % columns}]"));

    static void Add(Dictionary<string, double> metrics, string name, int rows, int columns, double[] values)
    {
        foreach (var (cell, value) in Cells(name, rows, columns).Zip(values))
            metrics[cell] = value;
    }
}
