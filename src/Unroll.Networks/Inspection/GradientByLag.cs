using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Inspection;

/// <summary>Shows vanishing and exploding gradients as curves: the norm of the loss's gradient with respect to h, by the steps between that h and the loss.</summary>
public static class GradientByLag
{
    /// <summary>
    /// Runs the backward pass for the last step of each row at which the loss has a gradient, and for it alone, so that every gradient has one lag; gives a curve for each walk of a recurrent layer.
    /// <see cref="Trace{T}.OutputGradients"/> of the other steps are set to zero, and <see cref="Parameters{T}.Gradients"/> are those of this pass.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="trace">A trace for training on which a forward pass has run and a loss has written its gradient.</param>
    /// <exception cref="InvalidOperationException">The trace was not made for training, or no forward pass has run on it.</exception>
    public static IReadOnlyList<LagCurve> Measure<T>(Network<T> network, Trace<T> trace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Shape.Mode != TraceMode.Training || !trace.HasRun)
            throw new InvalidOperationException("Gradients by lag need a trace made with TraceMode.Training on which a forward pass has run; run Forward and the loss first.");
        var last = KeepLastOnly(trace.OutputGradients, trace.OutputPacking);
        var walks = WalkFinder<T>.Find(network.Layers, trace.Layers);
        foreach (var walk in walks)
            walk.Trace.Record = new(walk.Trace.Packing, walk.Trace.States, Math.Max(walk.Layer.Hidden, walk.Layer.OutputWidth));
        try
        {
            network.Backward(trace);
            return walks.ConvertAll(walk => CurveOf(walk, last, ReferenceEquals(walk.Trace.Packing, trace.OutputPacking)));
        }
        finally
        {
            foreach (var walk in walks)
                walk.Trace.Record = null;
        }
    }

    // For each row its last step with a gradient, and -1 where none has one.
    static int[] KeepLastOnly<T>(Sequence<T> gradients, SequencePacking packing)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var last = Enumerable.Repeat(-1, gradients.Batch).ToArray();
        var own = new bool[gradients.Steps * gradients.Batch];   // what stands at padding is nobody's
        for (var place = 0; place < packing.Places; place++)
            own[packing.SourceOf(place)] = true;
        for (var step = gradients.Steps - 1; step >= 0; step--)
        {
            for (var row = 0; row < gradients.Batch; row++)
            {
                var numbers = gradients[step, row];
                if (last[row] >= 0)
                    numbers.Clear();
                else if (own[step * gradients.Batch + row] && numbers.ContainsAnyExcept(T.Zero))
                    last[row] = step;
            }
        }
        return last;
    }

    static LagCurve CurveOf<T>(WalkFinder<T>.Found walk, int[] last, bool sameSteps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var packing = walk.Trace.Packing;
        var (sums, counts) = (new double[packing.Steps], new int[packing.Steps]);
        for (var row = 0; row < packing.Rows; row++)
        {
            var loss = last[packing.RowOf(row)];
            // Where layers above make other steps of these, the loss reads the row at its end.
            var from = loss < 0 ? -1 : sameSteps ? LossStep(walk, row, loss) : packing.LengthOf(row) - 1;
            for (var step = from; step >= 0; step--)
            {
                sums[from - step] += Norm(walk, step, row);
                counts[from - step]++;
            }
        }
        return new(walk.Layer.Name, [.. sums.Zip(counts, (sum, count) => sum / count).TakeWhile((_, lag) => counts[lag] > 0)]);
    }

    // The step of the walk that the loss reads; -1 where the row has none there.
    static int LossStep<T>(WalkFinder<T>.Found walk, int row, int last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var packing = walk.Trace.Packing;
        for (var step = 0; step < packing.LengthOf(row); step++)
        {
            var place = walk.IsReversed ? packing.ReversedPlaceOf(step, row) : packing.PlaceAt(step) + row;
            if (packing.SourceOf(place) == last * packing.Batch + packing.RowOf(row))
                return step;
        }
        return -1;
    }

    // ∂L/∂h after a step: through the step after it, and through the output.
    static double Norm<T>(WalkFinder<T>.Found walk, int step, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (packing, width) = (walk.Trace.Packing, walk.Layer.OutputWidth);
        var above = walk.Trace.OutputGradients.Rows[packing.PlaceAt(step) + row];
        var later = step + 1 < packing.LengthOf(row) ? walk.Trace.Record!.Before(0, packing.PlaceAt(step + 1) + row, width) : default;
        var squares = 0.0;
        for (var unit = 0; unit < width; unit++)
        {
            var gradient = double.CreateTruncating(above[unit]) + (later.IsEmpty ? 0 : double.CreateTruncating(later[unit]));
            squares += gradient * gradient;
        }
        return Math.Sqrt(squares);
    }
}
