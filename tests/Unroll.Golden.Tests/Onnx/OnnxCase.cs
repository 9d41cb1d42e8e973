using System.Collections.Generic;
using System.IO;
using System.Linq;
using Unroll.Golden.Reference;
using Unroll.Interop.Onnx;

namespace Unroll.Golden.Onnx;

/// <summary>
/// A folder with <c>model.onnx</c>, which holds one LSTM, GRU or RNN node, and <c>test_data_set_0/{input,output}_K.pb</c>, in the order of the graph's inputs and outputs.
/// Whatever such a case may hold and this reader does not know is an error: to leave it out would prove nothing.
/// </summary>
sealed class OnnxCase
{
    static readonly string[] s_attributes =
        ["hidden_size", "direction", "activations", "activation_alpha", "activation_beta", "clip", "linear_before_reset", "input_forget", "layout"];

    readonly OnnxModel _model;
    readonly OnnxNode _node;
    readonly Dictionary<string, OnnxTensor> _data = [];

    public OnnxCase(string folder)
    {
        Name = Path.GetFileName(folder);
        _model = OnnxModel.Read(Path.Combine(folder, "model.onnx"));
        _node = Assert.Single(_model.Graph.Nodes);
        Assert.Equal("", _node.Domain);
        Assert.Contains(_node.Operator, new[] { "LSTM", "GRU", "RNN" });
        Assert.Empty(_node.Attributes.Except(s_attributes));
        var inputs = _model.Graph.Inputs.Where(input => !_model.Graph.Initializers.ContainsKey(input.Name));
        Read(folder, "input", [.. inputs.Select(input => input.Name)]);
        Read(folder, "output", [.. _model.Graph.Outputs.Select(output => output.Name)]);
        Operator = ReadOperator();
        Inputs = ReadInputs();
        Outputs = ReadOutputs();
    }

    public string Name { get; }

    /// <summary>The node's attributes.</summary>
    public OnnxOperator Operator { get; }

    /// <summary>What it reads.</summary>
    public OnnxInputs Inputs { get; }

    /// <summary>What it must give: those of Y, Y_h and Y_c that the graph gives.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Outputs { get; }

    /// <summary>The tensor of a name of the graph, be it data or an initializer.</summary>
    OnnxTensor Tensor(string name) => _data.TryGetValue(name, out var given) ? given : _model.Graph.Initializers[name];

    void Read(string folder, string kind, string[] names)
    {
        var set = Path.Combine(folder, "test_data_set_0");
        Assert.Equal(names.Length, Directory.GetFiles(set, kind + "_*.pb").Length);
        for (var i = 0; i < names.Length; i++)
            _data.Add(names[i], OnnxTensor.Read(Path.Combine(set, $"{kind}_{i}.pb")));
    }

    OnnxOperator ReadOperator() => new()
    {
        Name = _node.Operator,
        Hidden = checked((int)_node.Integer("hidden_size", Tensor(_node.Inputs[2]).Shape[2])),
        Direction = _node.Text("direction", "forward"),
        Activations = _node.Texts("activations"),
        ActivationAlpha = _node.Reals("activation_alpha"),
        ActivationBeta = _node.Reals("activation_beta"),
        Clip = _node.Real("clip"),
        LinearBeforeReset = _node.Integer("linear_before_reset", 0) != 0,
        InputForget = _node.Integer("input_forget", 0) != 0,
        Layout = checked((int)_node.Integer("layout", 0)),
    };

    // Inputs stand at fixed places; one that is left out has an empty name, or none where no other follows.
    OnnxTensor? Input(int place) => place < _node.Inputs.Count && _node.Inputs[place].Length > 0 ? Tensor(_node.Inputs[place]) : null;

    Block? Numbers(int place, params int[] wanted)
    {
        if (Input(place) is not { } tensor)
            return null;
        Assert.Equal(wanted, tensor.Shape.Select(size => checked((int)size)));
        return new Block(wanted, tensor.ToDoubles());
    }

    OnnxInputs ReadInputs()
    {
        var shape = Input(0)!.Shape.Select(size => checked((int)size)).ToArray();
        var (directions, gates, hidden, batch) = (Operator.Directions, Operator.Gates, Operator.Hidden, Operator.Layout == 1 ? shape[0] : shape[1]);
        int[] state = Operator.Layout == 1 ? [batch, directions, hidden] : [directions, batch, hidden];
        Assert.InRange(_node.Inputs.Count, 3, Operator.Name == "LSTM" ? 8 : 6);
        return new OnnxInputs
        {
            X = Numbers(0, shape)!,
            W = Numbers(1, directions, gates * hidden, shape[2])!,
            R = Numbers(2, directions, gates * hidden, hidden)!,
            B = Numbers(3, directions, 2 * gates * hidden),
            SequenceLengths = Input(4)?.ToIntegers().Select(length => checked((int)length)).ToArray(),
            InitialH = Numbers(5, state),
            InitialC = Numbers(6, state),
            P = Numbers(7, directions, 3 * hidden),
        };
    }

    Dictionary<string, OnnxTensor> ReadOutputs()
    {
        string[] names = ["Y", "Y_h", "Y_c"];
        Assert.InRange(_node.Outputs.Count, 1, Operator.Name == "LSTM" ? 3 : 2);
        var outputs = _node.Outputs.Select((name, place) => (name, place)).Where(output => output.name.Length > 0).ToDictionary(output => names[output.place], output => Tensor(output.name));
        Assert.Equal(_model.Graph.Outputs.Count, outputs.Count);
        return outputs;
    }

    public override string ToString() => Name;
}
