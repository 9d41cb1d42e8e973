using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Golden.Reference;
using Unroll.Networks.Layers;

namespace Unroll.Golden.Engine;

/// <summary>Cases of <c>torch.nn.RNN</c>, <c>LSTM</c> and <c>GRU</c>: to the engine's terms and back.</summary>
sealed class TorchStackCase
{
    static readonly string[] s_states = ["h", "c"];

    readonly GoldenCase _golden;
    readonly TorchModule _module;

    public TorchStackCase(GoldenCase golden)
    {
        (_golden, _module) = (golden, TorchModule.Of(golden));
        Stack = new StackCase
        {
            Cell = TorchLayers.CellOf(_module.Cell),
            Options = new RecurrentOptions { HasBias = golden.Switch("bias", otherwise: true), Projection = _module.Projection },
            Hidden = _module.Hidden,
            Layers = LayersOf(""),
            Steps = golden.Steps,
            Batch = golden.Batch,
            Lengths = golden.Lengths,
            Input = StepsFirst(golden.Numbers("input")),
            Initial = [.. States.Select(state => golden.Has(state + "0") ? golden.Numbers(state + "0") : null)],
            OutputWeights = StepsFirst(golden.Numbers("loss_w.output")),
            FinalWeights = [.. States.Select(state => golden.Numbers($"loss_w.{state}n"))],
        };
    }

    /// <summary>The case in the engine's terms.</summary>
    public StackCase Stack { get; }

    IEnumerable<string> States => s_states.Take(_module.HasMemory ? 2 : 1);

    /// <summary>What PyTorch made of it.</summary>
    public StackResult Wanted() => new(
        StepsFirst(_golden.Numbers("output")),
        [.. States.Select(state => _golden.Numbers(state + "n"))],
        LayersOf("grad."),
        StepsFirst(_golden.Numbers("grad.input")),
        [.. States.Select(state => _golden.Has($"grad.{state}0") ? _golden.Numbers($"grad.{state}0") : null)]);

    ForeignLayer[][] LayersOf(string prefix) =>
        [.. Enumerable.Range(0, _module.Layers).Select(layer => Enumerable.Range(0, _module.Directions).Select(direction => TorchLayers.Read(_golden, _module, layer, direction, prefix)).ToArray())];

    // Batch-first cases hold [B, T, width].
    double[] StepsFirst(double[] numbers)
    {
        if (!_golden.Switch("batch_first"))
            return numbers;
        var (steps, batch, width) = (_golden.Steps, _golden.Batch, numbers.Length / (_golden.Steps * _golden.Batch));
        return [.. Enumerable.Range(0, steps * batch).SelectMany(i => numbers.AsSpan((i % batch * steps + i / batch) * width, width).ToArray())];
    }
}
