using System;
using Unroll.Networks;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Tasks.Tests.Synthetic;

/// <summary>A layer that knows the answer, and gets it wrong where it is told to: what a test set's counts are held against.</summary>
/// <param name="logit">The logit of the right class minus that of the wrong one, from step, steps and whether the string begins with a one.</param>
sealed class ParityOracle(Func<int, int, bool, float> logit) : ILayer<float>
{
    public int InputWidth => 2;

    public int OutputWidth => 2;

    public static Network<float> Network(Func<int, int, bool, float> logit)
    {
        var plan = new ParameterPlan();
        plan.Add("unused", 1, 1, new Zeros());
        return new Network<float>(plan, new ParityOracle(logit));
    }

    public void Bind(Parameters<float> parameters)
    {
    }

    public LayerTrace<float> Plan(MemoryPlan plan, TraceShape shape) => new Trace(logit, plan.Reserve((long)shape.Steps * shape.Batch * 2));

    sealed class Trace(Func<int, int, bool, float> logit, Reservation place) : LayerTrace<float>
    {
        Workspace<float>? _workspace;
        Sequence<float> _outputs;

        public override Sequence<float> Outputs => _outputs;

        public override Sequence<float> OutputGradients => default;

        public override void Bind(Workspace<float> workspace) => _workspace = workspace;

        public override unsafe void Forward(LayerInput<float> input, WorkerTeam team)
        {
            _outputs = new Sequence<float>(_workspace![place], input.Steps, input.Batch, 2, 2);
            for (var row = 0; row < input.Batch; row++)
            {
                var parity = 0;
                for (var step = 0; step < input.Steps; step++)
                {
                    parity ^= input.Symbols[step, row][0];
                    _outputs[step, row].Clear();
                    _outputs[step, row][parity] = logit(step, input.Steps, input.Symbols[0, row][0] == 1);
                }
            }
        }

        public override void Backward(LayerInput<float> input, Sequence<float> inputGradients, WorkerTeam team) => throw new NotSupportedException();
    }
}
