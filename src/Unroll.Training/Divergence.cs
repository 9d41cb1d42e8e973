using System;
using System.Globalization;
using System.Numerics;
using Unroll.Networks;
using Unroll.Training.Clipping;

namespace Unroll.Training;

/// <summary>Finds out where a training step went wrong, and puts it into words. Runs once, at the end of a run that failed.</summary>
static class Divergence
{
    /// <summary>The exception for a step whose loss or gradient norm is not finite.</summary>
    internal static TrainingDivergedException Explain<T>(Parameters<T> parameters, StepReport report, IClipping clipping)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var value = FirstNotFinite(parameters, parameters.Values);
        var gradient = FirstNotFinite(parameters, parameters.Gradients);
        var what = value is not null ? $"the values of '{value}' are not finite"
            : gradient is not null ? $"the gradient of '{gradient}' is not finite"
            : !double.IsFinite(report.Loss) ? "the loss is not finite"
            : $"the squared gradient is too large for a double, most of it in '{Largest(parameters)}'";
        // Bad values came with an update before this one: say so rather than that all is well.
        var state = value is not null ? "An earlier step broke them: go back to a checkpoint." : "The parameters are as they were before this step.";
        var message = string.Create(CultureInfo.InvariantCulture,
            $"Step {report.Step} diverged: {what} (loss {report.Loss:G5}, gradient norm {report.GradientNorm:G5}, rate {report.Rate:G5}). Try {Advice(report.Rate, clipping)}. {state}");
        return new TrainingDivergedException(message)
        {
            Step = report.Step,
            Segment = value ?? gradient,
            Loss = report.Loss,
            GradientNorm = report.GradientNorm,
            Rate = report.Rate,
        };
    }

    /// <summary>The exception for an update that left a segment's values not finite.</summary>
    internal static TrainingDivergedException ExplainUpdate(string segment, long step, double rate, IClipping clipping)
    {
        var message = string.Create(CultureInfo.InvariantCulture,
            $"Step {step} diverged: its update left the values of '{segment}' not finite (rate {rate:G5}). Try {Advice(rate, clipping)}. Go back to a checkpoint.");
        return new TrainingDivergedException(message) { Step = step, Segment = segment, Rate = rate, Loss = double.NaN, GradientNorm = double.NaN };
    }

    static string Advice(double rate, IClipping clipping)
    {
        var clip = clipping is NormClipping norm
            ? string.Create(CultureInfo.InvariantCulture, $"clipping the gradient norm below {norm.Most}")
            : "clipping the gradient norm to 1";
        return string.Create(CultureInfo.InvariantCulture, $"a rate lower than {rate:G5}, {clip}, or warming the rate up");
    }

    /// <summary>The first segment with a number in this vector that is not finite; null where all are.</summary>
    internal static string? FirstNotFinite<T>(Parameters<T> parameters, ReadOnlySpan<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var segment in parameters.Segments)
        {
            foreach (var number in vector.Slice(segment.Offset, segment.Count))
            {
                if (!T.IsFinite(number))
                    return segment.Name;
            }
        }
        return null;
    }

    static string Largest<T>(Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var largest = T.NegativeOne;
        var name = "";
        foreach (var segment in parameters.Segments)
        {
            foreach (var number in parameters.Gradients.Slice(segment.Offset, segment.Count))
            {
                if (T.Abs(number) > largest)
                    (largest, name) = (T.Abs(number), segment.Name);
            }
        }
        return name;
    }
}
