using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Unroll.Interop.Onnx.Wire;
using Kind = Unroll.Interop.Onnx.Wire.AttributeProto.Types.AttributeType;

namespace Unroll.Interop.Onnx;

/// <summary>One operator of a graph: what it reads and writes by name, and its attributes by name and kind.</summary>
sealed class OnnxNode
{
    readonly string _source;
    readonly Dictionary<string, AttributeProto> _attributes;

    internal OnnxNode(NodeProto node, string source)
    {
        (_source, Name, Operator) = (source, node.Name, node.OpType);
        // Two names of ONNX's own set of operators: the empty one and this one.
        Domain = node.Domain == "ai.onnx" ? "" : node.Domain;
        (Inputs, Outputs) = ([.. node.Input], [.. node.Output]);
        if (Operator.Length == 0)
            throw Error("names no operator.");
        _attributes = new Dictionary<string, AttributeProto>(node.Attribute.Count, StringComparer.Ordinal);
        foreach (var attribute in node.Attribute)
        {
            if (!_attributes.TryAdd(attribute.Name, attribute))
                throw Error($"has attribute '{OnnxException.OneLine(attribute.Name)}' twice.");
        }
    }

    /// <summary>The name; often empty.</summary>
    public string Name { get; }

    /// <summary>For example <c>LSTM</c>.</summary>
    public string Operator { get; }

    /// <summary>The set the operator is of; empty for ONNX's own.</summary>
    public string Domain { get; }

    /// <summary>Names of what it reads, in the operator's order; an empty name stands for an input that is left out.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Names of what it writes; an empty name stands for an output that nobody wants.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The attributes that are given.</summary>
    public IReadOnlyCollection<string> Attributes => _attributes.Keys;

    /// <summary>A whole number, or <paramref name="otherwise"/>.</summary>
    /// <exception cref="OnnxException">The attribute is of another kind.</exception>
    public long Integer(string name, long otherwise) => Find(name, Kind.Int)?.I ?? otherwise;

    /// <summary>A real number, or null.</summary>
    /// <exception cref="OnnxException">The attribute is of another kind.</exception>
    public float? Real(string name) => Find(name, Kind.Float)?.F;

    /// <summary>A text, or <paramref name="otherwise"/>.</summary>
    /// <exception cref="OnnxException">The attribute is of another kind.</exception>
    public string Text(string name, string otherwise) => Find(name, Kind.String)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>Real numbers; none where the attribute is not given.</summary>
    /// <exception cref="OnnxException">The attribute is of another kind.</exception>
    public IReadOnlyList<float> Reals(string name) => [.. Find(name, Kind.Floats)?.Floats.AsEnumerable() ?? []];

    /// <summary>Whole numbers; none where the attribute is not given.</summary>
    /// <exception cref="OnnxException">The attribute is of another kind.</exception>
    public IReadOnlyList<long> Integers(string name) => [.. Find(name, Kind.Ints)?.Ints.AsEnumerable() ?? []];

    /// <summary>Texts; none where the attribute is not given.</summary>
    /// <exception cref="OnnxException">The attribute is of another kind.</exception>
    public IReadOnlyList<string> Texts(string name) => [.. (Find(name, Kind.Strings)?.Strings.AsEnumerable() ?? []).Select((ByteString text) => text.ToStringUtf8())];

    /// <summary>A tensor, or null.</summary>
    /// <exception cref="OnnxException">The attribute is of another kind, or the tensor is damaged.</exception>
    public OnnxTensor? Tensor(string name) => Find(name, Kind.Tensor) is { T: { } tensor } ? new OnnxTensor(tensor, _source) : null;

    // Files before version 3 of the format may leave the kind out.
    AttributeProto? Find(string name, Kind wanted)
    {
        if (!_attributes.TryGetValue(name, out var attribute))
            return null;
        if (attribute.Type != wanted && attribute.Type != Kind.Undefined)
            throw Error($"has attribute '{OnnxException.OneLine(name)}' of kind {attribute.Type}; {wanted} was expected.");
        return attribute;
    }

    OnnxException Error(string found) => new(_source, $"node '{OnnxException.OneLine(Name)}' ({OnnxException.OneLine(Operator)}) {found}");
}
