using System;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Verification;

/// <summary>Rung 2: the plain walk's gradients against central differences of its forward pass: every parameter, every input, every initial state.</summary>
static class DifferenceCheck
{
    /// <summary>With double and a step of 1e-5 a right gradient of these sizes comes within some 1e-9.</summary>
    public const double Tolerance = 1e-7;

    const double Step = 1e-5;

    /// <summary>Checks one case, or several of a kind together.</summary>
    public static LadderResult Run(string subject, params ReadOnlySpan<WalkCase> cases)
    {
        var meter = new ErrorMeter();
        foreach (var walkCase in cases)
            Compare(walkCase, meter);
        return new LadderResult(2, $"{subject}: gradients against differences", meter.Cases, meter.Worst, Tolerance);
    }

    static void Compare(WalkCase walkCase, ErrorMeter meter)
    {
        var network = walkCase.Build<double>(Walk.Plain, LaneWidth.Scalar);
        var trace = network.CreateTrace(walkCase.Steps, walkCase.Batch, TraceMode.Training, WorkerTeam.Single, inputGradients: true, masks: walkCase.Variant.Padding is not null);
        var data = new WalkData<double>(walkCase, network, trace, new RandomStream(21));
        data.Pass();
        var parameterGradients = network.Parameters.Gradients.ToArray();
        var inputGradients = data.InputGradients.ToArray();
        var stateGradients = data.InitialStateGradients();
        Compare(data, network.Parameters.Values, parameterGradients, meter);
        if (walkCase.Variant.GivesStates)
            Compare(data, data.InitialStates, stateGradients, meter);
        if (!walkCase.Symbols)
            Compare(data, data.Inputs, inputGradients, meter);
    }

    static void Compare(WalkData<double> data, Span<double> values, ReadOnlySpan<double> gradients, ErrorMeter meter)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            values[i] = value + Step;
            var above = data.Loss();
            values[i] = value - Step;
            var below = data.Loss();
            values[i] = value;
            meter.Add(gradients[i], (above - below) / (2 * Step));
        }
    }
}
