using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Golden.Onnx;
using Unroll.Golden.Reference;
using Unroll.Networks.Layers;

namespace Unroll.Golden.Engine;

/// <summary>An ONNX LSTM, GRU or RNN with its inputs, as one layer of the engine. Time first on our side, whatever the operator's layout.</summary>
static class OnnxStack
{
    // Coupled as ONNX has it, f = 1 − i, is the reading in which the gate i is the one that is there.
    static string CellOf(OnnxOperator node, bool hasPeepholes) => node.Name switch
    {
        "RNN" => "elman",
        "GRU" => node.LinearBeforeReset ? "gru" : "gru-reset-before",
        _ => $"lstm{(hasPeepholes ? "-peephole" : "")}{(node.InputForget ? "-coupled-input" : "")}",
    };

    /// <summary>The layer and what it reads, with a loss of the given weights.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="outputWeights">Of Y, in its layout.</param>
    /// <param name="finalWeights">Of Y_h and Y_c, in their layout.</param>
    public static StackCase Of(OnnxOperator node, OnnxInputs inputs, Block outputWeights, IReadOnlyList<Block> finalWeights)
    {
        var isBatchFirst = node.Layout == 1;
        return new()
        {
            Cell = CellOf(node, inputs.P is not null),
            Options = new RecurrentOptions { HasBias = inputs.B is not null, Settings = OnnxSettings.Of(node) },
            Hidden = node.Hidden,
            Layers = [Layers(node, inputs)],
            IsReverse = node.Direction == "reverse",
            Steps = inputs.X.Shape[isBatchFirst ? 1 : 0],
            Batch = inputs.X.Shape[isBatchFirst ? 0 : 1],
            Lengths = inputs.SequenceLengths,
            Input = Turn(inputs.X, isBatchFirst ? [1, 0, 2] : [0, 1, 2]),
            Initial = [State(node, inputs.InitialH), State(node, inputs.InitialC)],
            OutputWeights = Output(node, outputWeights),
            FinalWeights = [.. finalWeights.Select(weights => State(node, weights)!)],
        };
    }

    /// <summary>What another run made of the same, its results in the operator's layout.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="y">Y.</param>
    /// <param name="final">Y_h and Y_c.</param>
    /// <param name="gradients">Gradients in the shapes of what was read.</param>
    public static StackResult Result(OnnxOperator node, Block y, IReadOnlyList<Block> final, OnnxInputs gradients) => new(
        Output(node, y),
        [.. final.Select(state => State(node, state)!)],
        [Layers(node, gradients)],
        Turn(gradients.X, node.Layout == 1 ? [1, 0, 2] : [0, 1, 2]),
        [State(node, gradients.InitialH), State(node, gradients.InitialC)]);

    static ForeignLayer[] Layers(OnnxOperator node, OnnxInputs inputs) =>
        [.. Enumerable.Range(0, node.Directions).Select(direction => Layer(node, direction, inputs.W.Values, inputs.R.Values, inputs.B?.Values, inputs.P?.Values))];

    // One direction of W, R, B, P, or of their gradients.
    static ForeignLayer Layer(OnnxOperator node, int direction, double[] w, double[] r, double[]? b, double[]? p)
    {
        var gates = node.Name switch { "LSTM" => ForeignLayer.OnnxLstm, "GRU" => ForeignLayer.OnnxGru, _ => ForeignLayer.Elman };
        double[] Part(double[] all, int part, int parts) => all.AsSpan(part * (all.Length / parts), all.Length / parts).ToArray();
        var directions = node.Directions;
        return new(gates, Part(w, direction, directions), Part(r, direction, directions), b is null ? null : Part(b, 2 * direction, 2 * directions),
            b is null ? null : Part(b, 2 * direction + 1, 2 * directions), null, p is null ? null : Part(p, direction, directions));
    }

    // Y as [T, B, D · H].
    static double[] Output(OnnxOperator node, Block y) => Turn(y, node.Layout == 1 ? [1, 0, 2, 3] : [0, 2, 1, 3]);

    // A state as [D, B, H].
    static double[]? State(OnnxOperator node, Block? state) => state is null ? null : Turn(state, node.Layout == 1 ? [1, 0, 2] : [0, 1, 2]);

    // The numbers with their sizes in another order: the first of the order says which of the old ones comes first, and so on.
    static double[] Turn(Block block, int[] order)
    {
        var (numbers, turned) = (block.Values, new double[block.Values.Length]);
        for (var i = 0; i < numbers.Length; i++)
        {
            var (rest, place) = (i, 0);
            for (var j = order.Length - 1; j >= 0; j--)
            {
                var size = block.Shape[order[j]];
                place += rest % size * block.Shape.Skip(order[j] + 1).Aggregate(1, (product, next) => product * next);
                rest /= size;
            }
            turned[i] = numbers[place];
        }
        return turned;
    }
}
