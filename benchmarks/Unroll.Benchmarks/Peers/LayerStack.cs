using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Benchmarks.Peers;

/// <summary>A stack of recurrent layers with random weights, inputs and gradients, ready to walk.</summary>
sealed unsafe class LayerStack
{
    readonly Network<float> _network;
    readonly Trace<float> _trace;
    readonly Workspace<float> _workspace;   // keeps what the sequences below point into
    readonly LayerInput<float> _input;
    readonly Sequence<float> _inputGradients;
    readonly SequenceMask? _mask;

    public LayerStack(LayerShape shape, LayerChoice choice, WorkerTeam team)
    {
        var plan = new ParameterPlan();
        var layers = Enumerable.Range(0, shape.Layers)
            .Select(i => choice.NewLayer(plan, $"layers.{i}", shape, i == 0 ? shape.Inputs : choice.OutputWidth(shape)));
        _mask = choice.MaskOf(shape);
        _network = new Network<float>(plan, [.. layers]);
        var random = new RandomStream(1);
        _network.Initialize(random);
        _trace = _network.CreateTrace(shape.Steps, shape.Batch, TraceMode.Training, team, inputGradients: true, masks: _mask is not null);
        var memory = new MemoryPlan();
        var count = (long)shape.Steps * shape.Batch * shape.Inputs;
        var (inputs, gradients) = (memory.Reserve(count), memory.Reserve(count));
        _workspace = new Workspace<float>(memory);
        foreach (ref var number in _workspace.Span(inputs))
            number = (float)random.NextNormal();
        _input = new LayerInput<float>(new Sequence<float>(_workspace[inputs], shape.Steps, shape.Batch, shape.Inputs, shape.Inputs));
        _inputGradients = new Sequence<float>(_workspace[gradients], shape.Steps, shape.Batch, shape.Inputs, shape.Inputs);
        Forward();
        SetOutputGradients(shape, random);
    }

    public void Forward() => _network.Forward(_input, _trace, _mask);

    public void Backward() => _network.Backward(_trace, _inputGradients);

    void SetOutputGradients(LayerShape shape, RandomStream random)
    {
        for (var t = 0; t < shape.Steps; t++)
        {
            for (var row = 0; row < shape.Batch; row++)
            {
                foreach (ref var number in _trace.OutputGradients[t, row])
                    number = 0.1f * (float)random.NextNormal();
            }
        }
    }
}
