using System.Collections.Generic;
using System.Linq;
using Unroll.Interop.Onnx.Wire;

namespace Unroll.Interop.Onnx;

/// <summary>An input or output of a graph, and what the file says of it.</summary>
sealed class OnnxValue
{
    internal OnnxValue(ValueInfoProto value, string source)
    {
        Name = value.Name;
        if (value.Type?.TensorType is not { } type)
            return;
        Type = (OnnxElementType)type.ElemType;
        if (type.Shape is null)
            return;
        Shape = [.. type.Shape.Dim.Select(size => size.HasDimValue ? (long?)size.DimValue : null)];
        if (Shape.Any(size => size < 0))
            throw new OnnxException(source, $"'{OnnxException.OneLine(Name)}' is said to have a negative size.");
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>How its numbers are stored, or null where the file does not say or it is no tensor. May be one that <see cref="OnnxTensor"/> does not read.</summary>
    public OnnxElementType? Type { get; }

    /// <summary>Sizes, null for one that is only known when the model runs; null where the file does not say how many there are.</summary>
    public IReadOnlyList<long?>? Shape { get; }
}
