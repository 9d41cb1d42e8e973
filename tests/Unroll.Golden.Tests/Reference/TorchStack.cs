using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Golden.Reference;

/// <summary>
/// A stack of layers over a batch whose rows may have lengths of their own, as <c>pack_padded_sequence</c> has it (<c>enforce_sorted=False</c>): beyond a row's length outputs are zero and
/// carry no gradient, final states are those of the row's own last step, and the reverse direction starts there. A bidirectional layer gives both
/// directions side by side, forward first; the next layer reads both.
/// </summary>
sealed class TorchStack
{
    readonly TorchModule _module;
    readonly TorchCell[,] _cells;   // [layer, direction]

    /// <summary>Takes its weights by PyTorch's names.</summary>
    public TorchStack(TorchModule module, Func<string, Block?> weights)
    {
        _module = module;
        _cells = new TorchCell[module.Layers, module.Directions];
        for (var i = 0; i < _cells.Length; i++)
        {
            var (layer, direction) = (i / module.Directions, i % module.Directions);
            _cells[layer, direction] = new TorchCell(module, weights, TorchModule.Suffix(layer, direction));
        }
    }

    /// <summary>Walks over all layers, step by step and row by row.</summary>
    /// <param name="inputs">x of a step and a row, by <c>[step][row]</c>.</param>
    /// <param name="lengths">Steps of each row.</param>
    /// <param name="h">On entry the first h, on exit the last, <c>[layers · D, B, H or P]</c>: layer 0 forward, layer 0 reverse, layer 1 forward, …</param>
    /// <param name="c">The same for c, <c>[layers · D, B, H]</c>.</param>
    /// <returns>Outputs of the last layer, by <c>[step][row]</c>.</returns>
    public Number[][][] Run(Number[][][] inputs, IReadOnlyList<int> lengths, Block h, Block c)
    {
        for (var layer = 0; layer < _module.Layers; layer++)
        {
            var directions = Enumerable.Range(0, _module.Directions).Select(direction => RunDirection(layer, direction, inputs, lengths, h, c)).ToArray();
            inputs = [.. inputs.Select((rows, step) => rows.Select((_, row) => directions.SelectMany(outputs => outputs[step][row]).ToArray()).ToArray())];
        }
        return inputs;
    }

    Number[][][] RunDirection(int layer, int direction, Number[][][] inputs, IReadOnlyList<int> lengths, Block h, Block c)
    {
        var outputs = inputs.Select(rows => rows.Select(_ => Vectors.For(_module.StateWidth, _ => 0)).ToArray()).ToArray();
        var place = layer * _module.Directions + direction;
        for (var row = 0; row < lengths.Count; row++)
        {
            var (rowH, rowC) = (h.Row(place, row), c.Row(place, row));
            for (var i = 0; i < lengths[row]; i++)
            {
                var step = direction == 0 ? i : lengths[row] - 1 - i;
                (rowH, rowC) = _cells[layer, direction].Step(inputs[step][row], rowH, rowC);
                outputs[step][row] = rowH;
            }
            h.SetRow(rowH, place, row);
            c.SetRow(rowC, place, row);
        }
        return outputs;
    }
}
