using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Batching;
using Unroll.Training.Streams;

namespace Unroll.Tasks.Streams;

/// <summary>Binary lags as one long document, dealt to as many streams as the batch has rows. It begins anew when it is read; steps are counted without epochs, so that the loss is reported along the way.</summary>
/// <typeparam name="T">The number.</typeparam>
sealed class BinaryLagsTask<T> : ITask<T>, INamedMetrics, IFindings, IKnownLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const string Measured = "test.crossEntropy", Plateau = "test.plateau";

    readonly StreamTask<T> _streams;
    readonly LossMetric<T> _metric = new(new CrossEntropyOptions().Create<T>());
    readonly SequenceDataset<T> _test;
    readonly StreamOptions _options;

    public BinaryLagsTask(BinaryLagsOptions options, TaskSetting setting)
    {
        var random = new RandomStream(setting.Seed).Split("binary-lags");
        _options = new StreamOptions { Rows = setting.Batch, Workers = setting.Workers, Length = options.Window, Stride = options.Truncation == "true" ? 1 : null };
        _streams = new StreamTask<T>(Document(random.Split("data"), options.Count), _options);
        _test = Document(random.Split("test"), options.TestCount);
        Shape = _streams.Shape with { StepsPerEpoch = 0 };
    }

    /// <inheritdoc/>
    public TaskShape Shape { get; }

    /// <inheritdoc/>
    public double LeastLossPerTarget => BinaryLags.Plateaus[^1].Entropy;

    /// <inheritdoc/>
    public ITaskMemory? Memory => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> MetricNames => [Measured, Plateau, .. BinaryLags.Plateaus.Select(plateau => NameOf(plateau.Learnt))];

    /// <inheritdoc/>
    public bool Fill(Batch<T> batch, long step, int worker) => _streams.Fill(batch, step, worker);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate(Network<T> network, WorkerTeam team)
    {
        new StreamPass<T>(network, _test, team, _options with { Rows = Math.Min(_options.Rows, 100), Workers = 1 }).Measure(_metric);
        var metrics = new Dictionary<string, double> { [Measured] = _metric.Value, [Plateau] = BinaryLags.Reached(_metric.Value) };
        foreach (var (learnt, entropy) in BinaryLags.Plateaus)
            metrics[NameOf(learnt)] = entropy;
        return metrics;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Describe(IReadOnlyDictionary<string, double> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (!metrics.TryGetValue(Measured, out var measured))
            return [];
        var exact = BinaryLags.Plateaus.Select(plateau => string.Create(CultureInfo.InvariantCulture, $"{plateau.Learnt} {plateau.Entropy:F6}"));
        var reached = BinaryLags.Plateaus[BinaryLags.Reached(measured)].Learnt;
        var way = reached == "both" ? "" : string.Create(CultureInfo.InvariantCulture, $", and {100 * BinaryLags.WayToBoth(measured):F0} % of the way from there to both");
        return [string.Create(CultureInfo.InvariantCulture, $"plateau reached: {reached}{way} (cross-entropy {measured:F6} nats; exact: {string.Join(", ", exact)})")];
    }

    static string NameOf(string learnt) => "entropy." + learnt;

    static SequenceDataset<T> Document(RandomStream random, int count)
    {
        var (inputs, targets) = BinaryLags.Draw(random, count);
        return new SequenceDataset<T>(SequenceInputs<T>.OfSymbols([inputs], 2), SequenceTargets<T>.OfStepClasses([targets], 2));
    }
}
