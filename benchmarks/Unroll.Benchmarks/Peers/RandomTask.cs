using System.Collections.Generic;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Benchmarks.Peers;

/// <summary>Random dense inputs and classes, drawn once: the same batch at every step, as the peer trains on.</summary>
sealed class RandomTask : ITask<float>
{
    readonly Batch<float> _drawn;

    public RandomTask(LayerShape shape)
    {
        Shape = new TaskShape(shape.Inputs, shape.Classes, shape.Steps, shape.Batch, StepsPerEpoch: 0, InputIsSymbols: false);
        _drawn = new Batch<float>(Shape);
        var random = new RandomStream(2);
        for (var t = 0; t < shape.Steps; t++)
        {
            for (var row = 0; row < shape.Batch; row++)
            {
                foreach (ref var number in _drawn.Dense[t, row])
                    number = (float)random.NextNormal();
                _drawn.Targets[t, row][0] = random.NextInt32(shape.Classes);
            }
        }
    }

    public TaskShape Shape { get; }

    public ITaskMemory? Memory => null;

    public LayerInput<float> Inputs => _drawn.Inputs;

    public bool Fill(Batch<float> batch, long step, int worker)
    {
        if (step > 2)
            return true;   // the trainer's batch holds it by now
        batch.Reshape(Shape.MostSteps, Shape.MostRows);
        for (var t = 0; t < Shape.MostSteps; t++)
        {
            for (var row = 0; row < Shape.MostRows; row++)
            {
                _drawn.Dense[t, row].CopyTo(batch.Dense[t, row]);
                _drawn.Targets[t, row].CopyTo(batch.Targets[t, row]);
            }
        }
        return true;
    }

    public IReadOnlyDictionary<string, double> Evaluate(Network<float> network, WorkerTeam team) => new Dictionary<string, double>();
}
