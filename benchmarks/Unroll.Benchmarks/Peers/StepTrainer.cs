using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Optimizers;

namespace Unroll.Benchmarks.Peers;

/// <summary>What a whole step is measured with: recurrent layers, a dense one, cross-entropy and Adam, as the peers' programs have them.</summary>
static class StepTrainer
{
    public static Trainer<float> Create(LayerShape shape, RandomTask task, TrainerOptions options, WorkerTeam team)
    {
        var plan = new ParameterPlan();
        var layers = Enumerable.Range(0, shape.Layers)
            .Select(i => (ILayer<float>)new RecurrentLayer<float>(plan, $"layers.{i}", shape.CatalogCell, i == 0 ? shape.Inputs : shape.Hidden, shape.Hidden))
            .Append(new DenseLayer<float>(plan, "output", shape.Hidden, shape.Classes));
        var network = new Network<float>(plan, [.. layers]);
        network.Initialize(new RandomStream(1));
        return new Trainer<float>(network, task, new SoftmaxCrossEntropy<float>(LossReduction.Sum), new AdamOptions().Create(network.Parameters, team), options, team);
    }
}
