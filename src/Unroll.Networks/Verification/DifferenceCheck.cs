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
        // Twice: gradients are set, not added to those of a pass before.
        data.Pass();
        data.Pass();
        var parameterGradients = network.Parameters.Gradients.ToArray();
        var inputGradients = data.InputGradients.ToArray();
        var stateGradients = data.InitialStateGradients();
        // Normalised gates of a few units can be so sharp that differences of second order are off by 1e-6.
        var fourthOrder = walkCase.Variant.Options.LayerNormalization;
        Compare(data, network.Parameters.Values, parameterGradients, meter, fourthOrder);
        if (walkCase.Variant.GivesStates)
            Compare(data, data.InitialStates, stateGradients, meter, fourthOrder);
        if (!walkCase.Symbols)
            Compare(data, data.Inputs, inputGradients, meter, fourthOrder);
    }

    static void Compare(WalkData<double> data, Span<double> values, ReadOnlySpan<double> gradients, ErrorMeter meter, bool fourthOrder)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var difference = Difference(data, ref values[i], Step);
            if (fourthOrder)
                difference = (4 * difference - Difference(data, ref values[i], 2 * Step)) / 3;
            meter.Add(gradients[i], difference);
        }
    }

    static double Difference(WalkData<double> data, ref double place, double step)
    {
        var value = place;
        place = value + step;
        var above = data.Loss();
        place = value - step;
        var below = data.Loss();
        place = value;
        return (above - below) / (2 * step);
    }
}
