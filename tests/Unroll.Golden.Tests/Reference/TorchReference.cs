using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Golden.Reference;

/// <summary>
/// Any case of PyTorch, run on the references: fills <see cref="Results"/> with everything the case gives beside gradients, and <see cref="Loss"/>,
/// from which the gradients of everything that was read follow.
/// </summary>
sealed class TorchReference
{
    readonly GoldenCase _golden;
    readonly Dictionary<string, Block> _leaves = [];

    /// <summary>Runs a case.</summary>
    public TorchReference(GoldenCase golden)
    {
        _golden = golden;
        if (TorchOnnxLayout.IsOf(golden))
            RunOnnxLayout();
        else if (golden.Kind.StartsWith("LM_", StringComparison.Ordinal))
            RunLanguageModel();
        else
            RunStack();
    }

    /// <summary>Outputs, final states, logits, losses, by the case's names.</summary>
    public Dictionary<string, Block> Results { get; } = [];

    /// <summary>What the gradients are of.</summary>
    public Number Loss { get; private set; } = 0;

    /// <summary>The gradient of a tensor that was read, after <see cref="Loss"/> was differentiated.</summary>
    public double[] GradientOf(string tensor) => _leaves.TryGetValue(tensor, out var leaf) ? leaf.Gradients : throw new KeyNotFoundException($"{_golden}: '{tensor}' was not read.");

    Block? Optional(string tensor) => _golden.Has(tensor) ? Leaf(tensor) : null;

    Block Leaf(string tensor)
    {
        if (!_leaves.TryGetValue(tensor, out var leaf))
            _leaves.Add(tensor, leaf = _golden.Block(tensor));
        return leaf;
    }

    // A state is written over as the walk goes on; the leaf must stay what it was.
    Block State(string tensor, params int[] shape)
    {
        var state = Block.Zeros(shape);
        if (Optional(tensor) is { } given)
            state.SetRow([.. given.Numbers]);
        return state;
    }

    void RunStack()
    {
        var module = TorchModule.Of(_golden);
        var (steps, batch, isBatchFirst) = (_golden.Steps, _golden.Batch, _golden.Switch("batch_first"));
        var (input, states) = (Leaf("input"), module.Layers * module.Directions);
        var (h, c) = (State("h0", states, batch, module.StateWidth), State("c0", states, batch, module.Hidden));
        Number[][][] rows = [.. Enumerable.Range(0, steps).Select(step => Enumerable.Range(0, batch).Select(row => isBatchFirst ? input.Row(row, step) : input.Row(step, row)).ToArray())];
        var outputs = new TorchStack(module, Optional).Run(rows, _golden.Lengths ?? [.. Enumerable.Repeat(steps, batch)], h, c);
        var output = Block.Zeros(_golden.Shape("output"));
        for (var i = 0; i < steps * batch; i++)
        {
            var (step, row) = (i / batch, i % batch);
            output.SetRow(outputs[step][row], isBatchFirst ? [row, step] : [step, row]);
        }
        Weigh("output", output);
        Weigh("hn", h);
        if (module.HasMemory)
            Weigh("cn", c);
        Results["loss"] = Single(Loss);
    }

    void RunOnnxLayout()
    {
        var run = new OnnxReference(TorchOnnxLayout.Operator(_golden), TorchOnnxLayout.Inputs(_golden, Optional));
        Weigh("output", run.Y);
        Weigh("hn", run.FinalH);
        Weigh("cn", run.FinalC);
        Results["loss"] = Single(Loss);
    }

    // Embedding, stack, linear layer, mean cross-entropy over the targets that count; window by window with the state carried over and the gradient cut.
    void RunLanguageModel()
    {
        var module = TorchModule.Of(_golden);
        var (steps, batch, window) = (_golden.Steps, _golden.Batch, _golden.Optional("tbptt_window") ?? _golden.Steps);
        var (ids, targets, stack) = (_golden.Integers("ids"), _golden.Integers("targets"), new TorchStack(module, Optional));
        var (h, c) = (State("h0", module.Layers, batch, module.Hidden), State("c0", module.Layers, batch, module.Hidden));
        var (logits, losses) = (Block.Zeros(steps, batch, _golden.Whole("vocab")), new List<Number>());
        for (var start = 0; start < steps; start += window)
        {
            var count = Math.Min(window, steps - start);
            Number[][][] rows = [.. Enumerable.Range(start, count).Select(step => Enumerable.Range(0, batch).Select(row => Leaf("emb.weight").Row(ids[step * batch + row])).ToArray())];
            (h, c) = (Detached(h), Detached(c));
            var outputs = stack.Run(rows, [.. Enumerable.Repeat(count, batch)], h, c);
            for (var i = 0; i < count * batch; i++)
                logits.SetRow(Linear(outputs[i / batch][i % batch]), start + i / batch, i % batch);
            losses.Add(CrossEntropy(logits, targets, start, count));
        }
        Loss = losses.Aggregate((sum, loss) => sum + loss);
        Results["logits"] = logits;
        Results["loss"] = new Block([losses.Count], losses.Select(loss => loss.Value));
    }

    static Block Detached(Block state) => new(state.Shape, state.Values);

    static Block Single(Number number) => new([1], [number.Value]);

    Number[] Linear(Number[] x) => Vectors.For(_golden.Whole("vocab"), row => Vectors.Dot(Leaf("out.weight").Row(row), x) + Leaf("out.bias")[row]);

    Number CrossEntropy(Block logits, int[] targets, int start, int count)
    {
        var (sum, counted, ignored) = ((Number)0, 0, _golden.Optional("ignore_index"));
        for (var i = start * _golden.Batch; i < (start + count) * _golden.Batch; i++)
        {
            if (targets[i] == ignored)
                continue;
            var row = logits.Row(i / _golden.Batch, i % _golden.Batch);
            sum += row.Select(logit => logit.Exp()).Aggregate((a, b) => a + b).Log() - row[targets[i]];
            counted++;
        }
        return sum * (1.0 / counted);
    }

    void Weigh(string tensor, Block result)
    {
        Results[tensor] = result;
        Loss += Vectors.Dot([.. result.Numbers], [.. _golden.Block("loss_w." + tensor).Numbers]);
    }
}
