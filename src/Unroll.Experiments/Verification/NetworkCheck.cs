using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Experiments.Building;
using Unroll.Experiments.Recipes;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Verification;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Experiments.Verification;

/// <summary>
/// Proves the gradients of the network that a recipe describes, on a batch of its own task, with its own loss: the cell's equations by dual numbers, and the loss's gradient
/// with respect to the network's weights by central differences, segment by segment. In double, whatever the recipe says, so that a difference tells something.
/// </summary>
public static class NetworkCheck
{
    /// <summary>Weights of a segment that are looked at, drawn at random; all of them where there are no more.</summary>
    public const int MostOfASegment = 60;

    /// <summary>What differences of fourth order leave of rounding, in units of 1 + the gradient's size.</summary>
    public const double Tolerance = 1e-6;

    const double Step = 1e-4;
    const int DualPoints = 500;

    /// <summary>Makes the checks one by one as they are asked for.</summary>
    /// <exception cref="RecipeException">The recipe cannot be built.</exception>
    public static IEnumerable<LadderResult> Run(Recipe recipe) => Run(recipe, spoil: null);

    /// <summary>The same with gradients that are spoilt before they are looked at: so that a test can see the check fail.</summary>
    internal static IEnumerable<LadderResult> Run(Recipe recipe, Action<Parameters<double>, double[]>? spoil)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var parts = new ExperimentParts<double>(recipe with { Model = recipe.Model with { Precision = "double" } }, 1, MemoryCheck.AvailableBytes);
        if (parts.Task.Shape.Source is not null)
            throw new RecipeException($"{recipe.Name}: is an encoder-decoder, of which the whole cannot be checked here; check a network that stands alone.");
        return Checks(recipe, parts, spoil);
    }

    static IEnumerable<LadderResult> Checks(Recipe recipe, ExperimentParts<double> parts, Action<Parameters<double>, double[]>? spoil)
    {
        foreach (var cell in Layers(parts.Network.Layers).Select(layer => layer.Cell).Distinct())
            yield return DualCheck.Run(cell, DualPoints, new RandomStream(1).Split(cell.Name));
        parts.Initialize();
        var batch = new Batch<double>(parts.Task.Shape);
        if (!parts.Task.Fill(batch, 0, 0))
            throw new RecipeException($"{recipe.Name}: its task has no first batch to check the network on.");
        var pass = new Pass(parts.Network, parts.CreateLoss(), batch);
        var gradients = pass.Gradients();
        spoil?.Invoke(parts.Network.Parameters, gradients);
        foreach (var segment in parts.Network.Parameters.Segments)
            yield return Compare(recipe.Name, pass, parts.Network.Parameters, segment, gradients);
    }

    static IEnumerable<RecurrentLayer<double>> Layers(IEnumerable<ILayer<double>> layers) => layers.SelectMany(layer => layer switch
    {
        RecurrentLayer<double> recurrent => [recurrent],
        ReversedLayer<double> reversed => [reversed.Direction],
        BidirectionalLayer<double> both => [both.ForwardDirection, both.BackwardDirection],
        ResidualLayer<double> residual => Layers([residual.Inner]),
        FeedbackLayer<double> loop => Layers(loop.Layers),
        _ => Array.Empty<RecurrentLayer<double>>(),
    });

    static LadderResult Compare(string name, Pass pass, Parameters<double> parameters, ParameterSegment segment, double[] gradients)
    {
        var random = new RandomStream(2).Split(segment.Name);
        var count = Math.Min(MostOfASegment, segment.Count);
        var worst = 0.0;
        for (var i = 0; i < count; i++)
        {
            var at = segment.Offset + (segment.Count <= MostOfASegment ? i : random.NextInt32(segment.Count));
            var wanted = (4 * pass.Difference(parameters, at, Step) - pass.Difference(parameters, at, 2 * Step)) / 3;
            var error = Math.Abs(gradients[at] - wanted) / (1 + Math.Abs(wanted));
            worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
        }
        return new LadderResult(2, $"{name}: the loss's gradient by {segment.Name} against differences", count, worst, Tolerance);
    }

    /// <summary>Passes over one batch. In training mode, so that what is dropped is part of the check: the same places in every pass.</summary>
    sealed class Pass
    {
        readonly Network<double> _network;
        readonly ILoss<double> _loss;
        readonly Batch<double> _batch;
        readonly Trace<double> _trace;

        public Pass(Network<double> network, ILoss<double> loss, Batch<double> batch)
        {
            (_network, _loss, _batch) = (network, loss, batch);
            _trace = network.CreateTrace(batch.Steps, batch.Rows, TraceMode.Training, WorkerTeam.Single, masks: batch.Mask is not null);
            _trace.Noise = new NoisePosition(1, 2);
        }

        double Loss()
        {
            _network.Forward(_batch.Inputs, _trace, _batch.Mask);
            return _loss.Measure(_trace.Outputs, _batch.LossTargets, _trace.OutputGradients).Objective;
        }

        public double[] Gradients()
        {
            _ = Loss();
            _network.Backward(_trace);
            return _network.Parameters.Gradients.ToArray();
        }

        public double Difference(Parameters<double> parameters, int at, double step)
        {
            var value = parameters.Values[at];
            var above = LossAt(parameters, at, value + step);
            var below = LossAt(parameters, at, value - step);
            parameters.Values[at] = value;
            parameters.MarkChanged();
            return (above - below) / (2 * step);
        }

        double LossAt(Parameters<double> parameters, int at, double value)
        {
            parameters.Values[at] = value;
            parameters.MarkChanged();
            return Loss();
        }
    }
}
