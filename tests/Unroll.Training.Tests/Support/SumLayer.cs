using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Tests.Support;

/// <summary>The plainest layer that learns: output = bias + the weight column of the symbol at this step, of the one before, and so on back to the first. All in loops.</summary>
sealed class SumLayer<T> : ILayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ParameterSegment _weights;
    readonly ParameterSegment _bias;
    Parameters<T>? _parameters;

    internal SumLayer(ParameterPlan plan, int symbols, int classes)
    {
        InputWidth = symbols;
        OutputWidth = classes;
        _weights = plan.Add("sum.weights", symbols, classes, new Uniform(-0.5, 0.5));
        _bias = plan.Add("sum.bias", 1, classes, new Zeros());
    }

    public int InputWidth { get; }

    public int OutputWidth { get; }

    public void Bind(Parameters<T> parameters) => _parameters = parameters;

    public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape)
    {
        var count = (long)shape.Steps * shape.Batch * OutputWidth;
        return new Pass(this, plan.Reserve(count), plan.Reserve(count));
    }

    sealed unsafe class Pass(SumLayer<T> layer, Reservation outputs, Reservation gradients) : LayerTrace<T>
    {
        Workspace<T>? _workspace;
        int _steps, _batch;

        public override Sequence<T> Outputs => new(_workspace![outputs], _steps, _batch, layer.OutputWidth, layer.OutputWidth);

        public override Sequence<T> OutputGradients => new(_workspace![gradients], _steps, _batch, layer.OutputWidth, layer.OutputWidth);

        public override void Bind(Workspace<T> workspace) => _workspace = workspace;

        public override void Forward(LayerInput<T> input, WorkerTeam team)
        {
            (_steps, _batch) = (input.Steps, input.Batch);
            var weights = layer._parameters!.ValuesOf(layer._weights);
            var bias = layer._parameters.ValuesOf(layer._bias)[0];
            for (var t = 0; t < _steps; t++)
            {
                for (var b = 0; b < _batch; b++)
                {
                    var row = weights[input.Symbols[t, b][0]];
                    for (var k = 0; k < layer.OutputWidth; k++)
                        Outputs[t, b][k] = (t > 0 ? Outputs[t - 1, b][k] : bias[k]) + row[k];
                }
            }
        }

        public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
        {
            var weights = layer._parameters!.GradientsOf(layer._weights);
            var bias = layer._parameters.GradientsOf(layer._bias);
            weights.Clear();
            bias.Clear();
            for (var b = 0; b < _batch; b++)
            {
                for (var k = 0; k < layer.OutputWidth; k++)
                {
                    var later = T.Zero;
                    for (var t = _steps - 1; t >= 0; t--)
                    {
                        later += OutputGradients[t, b][k];
                        weights[input.Symbols[t, b][0]][k] += later;
                    }
                    bias[0][k] += later;
                }
            }
        }
    }
}
