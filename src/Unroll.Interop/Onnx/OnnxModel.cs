using System.Collections.Generic;
using Unroll.Interop.Onnx.Wire;

namespace Unroll.Interop.Onnx;

/// <summary>
/// An ONNX file in memory. The format is protobuf, by the subset of ONNX's schema in <c>onnx.proto</c>. Nothing in a file is believed until it has been checked:
/// <see cref="OnnxBudget"/> bounds what reading may cost, <see cref="OnnxTensor"/> compares shapes with data.
/// </summary>
sealed class OnnxModel
{
    readonly Dictionary<string, long> _operatorSets = [];

    OnnxModel(ModelProto model, string source)
    {
        (FormatVersion, Producer) = (model.IrVersion, model.ProducerName);
        foreach (var set in model.OpsetImport)
            _operatorSets[set.Domain == "ai.onnx" ? "" : set.Domain] = set.Version;
        Graph = model.Graph is null
            ? throw new OnnxException(source, "it holds no graph; is this an ONNX model?")
            : new OnnxGraph(model.Graph, source);
    }

    /// <summary>The version of the file format, for example 7.</summary>
    public long FormatVersion { get; }

    /// <summary>The program that wrote the file; may be empty.</summary>
    public string Producer { get; }

    /// <summary>The operators and weights.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>The version of a set of operators that the nodes follow, or null where the file does not name the set.</summary>
    /// <param name="domain">The set; empty for ONNX's own.</param>
    public long? OperatorSetVersion(string domain = "") => _operatorSets.TryGetValue(domain, out var version) ? version : null;

    /// <summary>Reads a file.</summary>
    /// <exception cref="OnnxException">It is not an ONNX model, or damaged.</exception>
    /// <exception cref="System.IO.IOException">It is not there or cannot be read.</exception>
    public static OnnxModel Read(string path) => Read(OnnxBytes.Read(path), path);

    /// <summary>Reads a model that is in memory.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="OnnxException">It is not an ONNX model, or damaged.</exception>
    public static OnnxModel Read(System.ReadOnlySpan<byte> file, string source = "memory") =>
        new(OnnxBytes.Parse(file, OnnxBudget.Message.Model, ModelProto.Parser, source), source);
}
