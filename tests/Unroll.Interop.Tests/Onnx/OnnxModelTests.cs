using System.IO;
using Unroll.Interop.Onnx;
using Unroll.Interop.Tests.Files;
using static Unroll.Interop.Tests.Onnx.WireFile;

namespace Unroll.Interop.Tests.Onnx;

public sealed class OnnxModelTests
{
    // AttributeType numbers of the schema.
    const int RealKind = 1, WholeKind = 2, TextKind = 3, TensorKind = 4, RealsKind = 6, WholesKind = 7, TextsKind = 8;

    static byte[] Attribute(string name, int kind, byte[] value) => Block(5, Text(1, name), value, Whole(20, kind));

    static readonly byte[] s_node = Block(1, Text(1, "X"), Text(1, ""), Text(1, "W"), Text(2, "Y"), Text(3, "layer"), Text(4, "LSTM"), Text(7, "ai.onnx"),
        Attribute("hidden_size", WholeKind, Whole(3, 4)), Attribute("clip", RealKind, Real(2, 1.5f)), Attribute("direction", TextKind, Text(4, "reverse")),
        Attribute("packed", RealsKind, Block(7, Little(0.5f), Little(-2))), Attribute("unpacked", RealsKind, [.. Real(7, 0.5f), .. Real(7, -2)]),
        Attribute("sizes", WholesKind, [.. Whole(8, 3), .. Whole(8, -1)]), Attribute("activations", TextsKind, [.. Text(9, "Sigmoid"), .. Text(9, "Tanh")]),
        Attribute("value", TensorKind, Block(5, Tensor("", 2, [1], 7))));

    static readonly byte[] s_dimension = [.. Block(1, Whole(1, 3)), .. Block(1, Text(2, "batch")), .. Block(1)];

    static readonly byte[] s_file = [.. Text(2, "by hand"), .. Model(s_node, Text(2, "graph"), Block(5, Tensor("W", 1, [1, 2], [.. Little(1), .. Little(2)])),
        Block(11, Text(1, "X"), Block(2, Block(1, Whole(1, 1), Block(2, s_dimension)))), Block(12, Text(1, "Y")))];

    [Fact]
    public void Read_AWholeModel_GivesAllOfIt()
    {
        var model = OnnxModel.Read(s_file);
        Assert.Equal((7, "by hand", 14L, 14L), (model.FormatVersion, model.Producer, model.OperatorSetVersion(), model.OperatorSetVersion("")));
        Assert.Null(model.OperatorSetVersion("com.example"));
        Assert.Equal("graph", model.Graph.Name);
        var weights = Assert.Single(model.Graph.Initializers).Value;
        Assert.Equal(("W", OnnxElementType.Float, 2), (weights.Name, weights.Type, weights.Count));
        Assert.Equal([1L, 2], weights.Shape);
        Assert.Equal([1.0, 2], weights.ToDoubles());
        var input = Assert.Single(model.Graph.Inputs);
        Assert.Equal(("X", OnnxElementType.Float), (input.Name, input.Type));
        Assert.Equal([3L, null, null], input.Shape!);
        var output = Assert.Single(model.Graph.Outputs);
        Assert.Equal(("Y", null, null), (output.Name, output.Type, output.Shape));
    }

    [Fact]
    public void Node_WithEveryKindOfAttribute_GivesThem()
    {
        var node = Assert.Single(OnnxModel.Read(s_file).Graph.Nodes);
        Assert.Equal(("layer", "LSTM", ""), (node.Name, node.Operator, node.Domain));
        Assert.Equal(["X", "", "W"], node.Inputs);
        Assert.Equal(["Y"], node.Outputs);
        Assert.Equal(8, node.Attributes.Count);
        Assert.Equal((4, 9), (node.Integer("hidden_size", 9), node.Integer("absent", 9)));
        Assert.Equal((1.5f, null), (node.Real("clip"), node.Real("absent")));
        Assert.Equal(("reverse", "forward"), (node.Text("direction", "forward"), node.Text("absent", "forward")));
        Assert.Equal([0.5f, -2], node.Reals("packed"));
        Assert.Equal([0.5f, -2], node.Reals("unpacked"));
        Assert.Empty(node.Reals("absent"));
        Assert.Equal([3L, -1], node.Integers("sizes"));
        Assert.Equal(["Sigmoid", "Tanh"], node.Texts("activations"));
        Assert.Equal([7L], node.Tensor("value")!.ToIntegers());
        Assert.Null(node.Tensor("absent"));
    }

    [Fact]
    public void Node_AskedForAnotherKind_SaysSo()
    {
        var node = Assert.Single(OnnxModel.Read(s_file, "f.onnx").Graph.Nodes);
        Assert.Equal("f.onnx: node 'layer' (LSTM) has attribute 'hidden_size' of kind Int; Float was expected.", Assert.Throws<OnnxException>(() => node.Real("hidden_size")).Message);
    }

    [Fact]
    public void Read_FieldsThatAreNotListed_AreSkipped() =>
        Assert.Equal("Y", Assert.Single(OnnxModel.Read([.. s_file, .. Text(6, "documentation"), .. Whole(99, 1), .. Block(20, Whole(1, 1))]).Graph.Outputs).Name);

    [Fact]
    public void Read_AFile_EqualsReadingItsBytes()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.onnx");
        File.WriteAllBytes(path, s_file);
        Assert.Equal("graph", OnnxModel.Read(path).Graph.Name);
        Assert.Throws<FileNotFoundException>(() => OnnxModel.Read(path + ".not"));
        File.WriteAllBytes(path, Tensor("t", 7, [1], 5, 0, 0, 0, 0, 0, 0, 0));
        Assert.Equal([5L], OnnxTensor.Read(path).ToIntegers());
    }
}
