using System;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Contracts.Walks;

/// <summary>A case with its network, a trace of a chosen size and its data, to be run pass by pass.</summary>
sealed class WalkRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public WalkRun(WalkCase shape, Walk walk, WorkerTeam team, int steps, int batch)
    {
        Network = shape.Build<T>(walk, LaneWidths.Widest);
        Trace = Network.CreateTrace(steps, batch, TraceMode.Training, team, inputGradients: true);
        Data = new WalkData<T>(shape, Network, Trace, Random);
    }

    public WalkRun(WalkCase shape, Walk walk)
        : this(shape, walk, WorkerTeam.Single, shape.Steps, shape.Batch)
    {
    }

    public static RandomStream Random => new RandomStream(31).Split("data");

    public Network<T> Network { get; }

    public Trace<T> Trace { get; }

    public WalkData<T> Data { get; }

    /// <summary>Passes, then everything they gave.</summary>
    public double[] Run(int passes = 1)
    {
        for (var i = 0; i < passes; i++)
            Data.Pass();
        return Data.Results();
    }
}
