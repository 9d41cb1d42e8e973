using System;
using System.Linq;
using System.Numerics;
using Unroll.Golden.Reference;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Golden.Engine;

/// <summary>
/// Cases of a language model: embedding, recurrent layers, linear layer, mean cross-entropy; perhaps a class to ignore, perhaps windows with the state
/// carried over and the gradient cut. An embedding is a dense layer without bias over one-hot rows.
/// </summary>
sealed class LanguageModelCheck<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly GoldenCase _golden;
    readonly Comparison _comparison;
    readonly PinnedMemory<T> _memory = new();
    readonly CellEntry _cell;
    readonly Network<T> _network;
    readonly Trace<T> _trace;
    readonly TorchModule _module;
    readonly LayerWeights[] _layers;
    readonly Matrix<T>[,] _states;   // [layer, state]
    readonly SoftmaxCrossEntropy<T> _loss;
    readonly int[] _ids, _targets;
    readonly double[] _gradients;
    readonly int _vocabulary, _batch, _window;

    public LanguageModelCheck(GoldenCase golden, Walk walk, Comparison comparison)
    {
        (_golden, _module, _comparison) = (golden, TorchModule.Of(golden), comparison);
        var cell = TorchLayers.CellOf(_module.Cell);
        (_vocabulary, _batch, _window) = (golden.Whole("vocab"), golden.Batch, golden.Optional("tbptt_window") ?? golden.Steps);
        var (embedding, hidden, count) = (golden.Whole("embedding"), golden.Whole("hidden"), golden.Whole("layers"));
        _cell = CellCatalog.Find(cell);
        var plan = new ParameterPlan();
        var options = new RecurrentOptions { Walk = walk };
        var recurrent = Enumerable.Range(0, count).Select(i => (ILayer<T>)new RecurrentLayer<T>(plan, $"rnn.{i}", cell, i == 0 ? embedding : hidden, hidden, options));
        _network = new Network<T>(plan, [new DenseLayer<T>(plan, "embedding", _vocabulary, embedding), .. recurrent, new DenseLayer<T>(plan, "out", hidden, _vocabulary)]);
        _layers = [.. Enumerable.Range(0, count).Select(i => new LayerWeights(_cell, $"rnn.{i}"))];
        _gradients = new double[_network.Parameters.Count];
        Load();
        _trace = _network.CreateTrace(_window, _batch, TraceMode.Training, WorkerTeam.Single);
        _states = new Matrix<T>[count, _cell.Layout.States];
        ForEachState((layer, state) => _states[layer, state] = _memory.NewMatrix(_batch, hidden));
        _loss = new SoftmaxCrossEntropy<T>(new CrossEntropyOptions { IgnoreIndex = golden.Optional("ignore_index") ?? -1 });
        _ids = golden.Integers("ids");
        _targets = golden.Integers("targets");
    }

    void Load()
    {
        for (var layer = 0; layer < _layers.Length; layer++)
            _layers[layer].Load(TorchLayers.Read(_golden, _module, layer, direction: 0), _network.Parameters);
        PinnedMemory<T>.Fill(Values("embedding.weight"), _golden.Numbers("emb.weight"));
        PinnedMemory<T>.Fill(Values("out.weight"), Transposed(_golden.Numbers("out.weight"), _vocabulary));
        PinnedMemory<T>.Fill(Values("out.bias"), _golden.Numbers("out.bias"));
        _network.Parameters.MarkChanged();
    }

    ParameterSegment Segment(string name) => _network.Parameters.Segments.Single(segment => segment.Name == name);

    Span<T> Values(string name) => _network.Parameters.Values.Slice(Segment(name).Offset, Segment(name).Count);

    static double[] Transposed(double[] matrix, int rows) =>
        [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[i % rows * (matrix.Length / rows) + i / rows])];

    void ForEachState(Action<int, int> visit)
    {
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            for (var state = 0; state < _cell.Layout.States; state++)
                visit(layer, state);
        }
    }

    RecurrentTrace<T> Layer(int index) => (RecurrentTrace<T>)_trace.Layers[1 + index];

    /// <summary>Runs all windows and compares all there is.</summary>
    public void Run()
    {
        var (logits, losses) = (Array.Empty<double>(), Array.Empty<double>());
        for (var start = 0; start < _golden.Steps; start += _window)
        {
            losses = [.. losses, RunWindow(start, Math.Min(_window, _golden.Steps - start))];
            logits = [.. logits, .. PinnedMemory<T>.Read(_trace.Outputs.Rows)];
        }
        _comparison.Require("logits", _golden.Numbers("logits"), logits);
        _comparison.Require("loss", _golden.Numbers("loss"), losses);
        RequireGradients();
    }

    // Forward from the states of the window before, backward within the window; gradients of all windows add up.
    double RunWindow(int start, int steps)
    {
        var inputs = _memory.NewSequence(steps, _batch, _vocabulary);
        for (var i = 0; i < steps * _batch; i++)
            inputs[i / _batch, i % _batch][_ids[start * _batch + i]] = T.One;
        ForEachState((layer, state) => Layer(layer).InitialState.Set(state, _states[layer, state]));
        _network.Forward(new LayerInput<T>(inputs), _trace);
        var targets = _memory.NewIntegers(_targets.AsSpan(start * _batch, steps * _batch), steps, _batch);
        var loss = _loss.Measure(_trace.Outputs, targets, _trace.OutputGradients);
        _network.Backward(_trace);
        for (var i = 0; i < _gradients.Length; i++)
            _gradients[i] += double.CreateChecked(_network.Parameters.Gradients[i]);
        ForEachState((layer, state) =>
        {
            for (var row = 0; row < _batch; row++)
                Layer(layer).StateAt(steps, state)[row].CopyTo(_states[layer, state][row]);
        });
        return loss.Mean;
    }

    void RequireGradients()
    {
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var wanted = TorchLayers.Read(_golden, _module, layer, direction: 0, "grad.");
            StackResult.Require($"layer {layer}", wanted, _layers[layer].Gradients(wanted, _network.Parameters, _gradients), _comparison);
        }
        _comparison.Require("grad.emb.weight", _golden.Numbers("grad.emb.weight"), Gradients("embedding.weight"));
        _comparison.Require("grad.out.weight", _golden.Numbers("grad.out.weight"), Transposed(Gradients("out.weight"), Segment("out.weight").Rows));
        _comparison.Require("grad.out.bias", _golden.Numbers("grad.out.bias"), Gradients("out.bias"));
    }

    double[] Gradients(string name) => _gradients.AsSpan(Segment(name).Offset, Segment(name).Count).ToArray();
}
