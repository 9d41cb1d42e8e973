using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Tasks.Numbers;

/// <summary>
/// Each step has a number, uniform from 0 to 1, and a mark: 1 at one step of the first half and at one of the second, else 0. Wanted at the last step is the sum of the two marked numbers.
/// Who always says 1 has a mean squared error of 1/6. (As in Bai, Kolter and Koltun 2018; there is one target to a sequence.)
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed class AddingTask<T> : ITask<T>, IDividedEvaluation<T>, ISizedEvaluation, INamedMetrics, IValidation<T>, IKnownLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int MostRows = 500;
    const string Squared = ".squaredError", CloseShare = ".closeAccuracy";
    const double Close = 0.04;   // Hochreiter and Schmidhuber count a sequence as solved within this

    readonly AddingOptions _options;
    readonly WorkerStreams _streams;
    readonly RandomStream _tests, _validation;
    readonly int _rows;

    public AddingTask(AddingOptions options, TaskSetting setting)
    {
        (_options, _rows) = (options, setting.Batch);
        var random = new RandomStream(setting.Seed).Split("adding");
        _tests = random.Split("tests");
        _validation = random.Split("validation");
        _streams = new WorkerStreams(random, "sequences", setting.Workers);
        Shape = ShapeOf(_rows);
    }

    /// <inheritdoc/>
    public TaskShape Shape { get; }

    /// <inheritdoc/>
    public double LeastLossPerTarget => 0;

    /// <inheritdoc/>
    public ITaskMemory? Memory => null;

    /// <inheritdoc/>
    public IReadOnlyList<(string TestSet, int Steps, int Rows)> EvaluationPasses => [("test", _options.Length, Math.Min(Math.Max(_options.TestCount, _options.ValidationCount), MostRows))];

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => ["test" + Squared, "test" + CloseShare];

    /// <inheritdoc/>
    public IReadOnlyList<string> ValidationNames => ["validation" + Squared, "validation" + CloseShare];

    ulong NumbersPerSequence => 2 * (ulong)_options.Length + 64;

    TaskShape ShapeOf(int rows) => new(2, 1, _options.Length, rows, 0, InputIsSymbols: false, TargetWidth: 1);

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var share = (ulong)_rows * NumbersPerSequence;
        Draw(batch, _rows, _streams.At(step, worker, share), (ulong)step * (ulong)_rows);
        return true;
    }

    void Draw(Batch<T> batch, int rows, RandomStream random, ulong first)
    {
        batch.Reshape(_options.Length, rows);
        var (inputs, values, weights) = (batch.Dense, batch.TargetValues, batch.TargetWeights);
        for (var row = 0; row < rows; row++)
        {
            random.Position = (first + (ulong)row) * NumbersPerSequence;
            var half = _options.Length / 2;
            var (one, other) = (random.NextInt32(half), half + random.NextInt32(_options.Length - half));
            var sum = 0.0;
            for (var step = 0; step < _options.Length; step++)
            {
                var number = random.NextDouble();
                var isMarked = step == one || step == other;
                sum += isMarked ? number : 0;
                inputs[step, row][0] = T.CreateTruncating(number);
                inputs[step, row][1] = isMarked ? T.One : T.Zero;
                values[step, row][0] = T.Zero;
                weights[step, row][0] = T.Zero;
            }
            values[_options.Length - 1, row][0] = T.CreateTruncating(sum);
            weights[_options.Length - 1, row][0] = T.One;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team) => Evaluate(network, team, EvaluationShare.Whole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team, EvaluationShare share) => Measure("test", _options.TestCount, _tests, network, team, share);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Validate(Network<T> network, WorkerTeam team) => Validate(network, team, EvaluationShare.Whole);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Validate(Network<T> network, WorkerTeam team, EvaluationShare share) => Measure("validation", _options.ValidationCount, _validation, network, team, share);

    Dictionary<string, double> Measure(string name, int count, RandomStream random, Network<T> network, WorkerTeam team, EvaluationShare share)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(share);
        var most = Math.Min(count, MostRows);
        var batch = new Batch<T>(ShapeOf(most));
        var trace = network.CreateTrace(_options.Length, most, TraceMode.Inference, team);
        // The errors of all rows, so that their squares are added in one order whoever measured them.
        var errors = share.Measure((count + most - 1) / most, most, (number, ofRows) =>
        {
            var first = number * most;
            Draw(batch, Math.Min(most, count - first), random, (ulong)first);
            network.Forward(batch.Inputs, trace);
            for (var row = 0; row < batch.Rows; row++)
                ofRows[row] = double.CreateTruncating(trace.Outputs[_options.Length - 1, row][0] - batch.TargetValues[_options.Length - 1, row][0]);
        });
        var (squares, close) = (0.0, 0);
        foreach (var error in errors.AsSpan(0, count))
            (squares, close) = (squares + error * error, close + (Math.Abs(error) < Close ? 1 : 0));
        return new Dictionary<string, double> { [name + Squared] = squares / count, [name + CloseShare] = close / (double)count };
    }
}
