using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Interop.Onnx.Wire;

namespace Unroll.Interop.Onnx;

/// <summary>The operators of a model, each after those whose results it reads, and the model's weights by name.</summary>
sealed class OnnxGraph
{
    internal OnnxGraph(GraphProto graph, string source)
    {
        Name = graph.Name;
        Nodes = [.. graph.Node.Select(node => new OnnxNode(node, source))];
        Inputs = [.. graph.Input.Select(value => new OnnxValue(value, source))];
        Outputs = [.. graph.Output.Select(value => new OnnxValue(value, source))];
        var initializers = new Dictionary<string, OnnxTensor>(graph.Initializer.Count, StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
        {
            if (!initializers.TryAdd(tensor.Name, new OnnxTensor(tensor, source)))
                throw new OnnxException(source, $"initializer '{OnnxException.OneLine(tensor.Name)}' is there twice.");
        }
        Initializers = initializers;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The operators in an order in which they can run.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; }

    /// <summary>Weights and other constants by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Initializers { get; }

    /// <summary>What the model reads; older files list the initializers here too.</summary>
    public IReadOnlyList<OnnxValue> Inputs { get; }

    /// <summary>What the model gives.</summary>
    public IReadOnlyList<OnnxValue> Outputs { get; }
}
