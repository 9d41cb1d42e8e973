using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Unroll.Interop.Onnx;
using static Unroll.Interop.Tests.Onnx.WireFile;

namespace Unroll.Interop.Tests.Onnx;

/// <summary>Files that lie, are cut off, or want more memory than they are worth: one line each, and no memory.</summary>
public sealed class OnnxHostileTests
{
    static byte[] Repeat(int count, byte[] part) => [.. Enumerable.Range(0, count).SelectMany(_ => part)];

    static readonly byte[] s_float = new byte[4];

    public static TheoryData<string, byte[], string> Models() => new()
    {
        { "nothing", [], "it holds no graph" },
        { "no graph", Whole(1, 7), "it holds no graph" },
        { "length past the end", Announcing(7, 500, 1, 2), "at byte 0, a field of 500 bytes is announced, and 2 follow" },
        { "absurd length", Announcing(7, ulong.MaxValue, 1, 2), "a field of 18446744073709551615 bytes" },
        { "length past the message's end", Block(7, Announcing(2, 3, 65, 65)), "at byte 2, a field of 3 bytes is announced, and 2 follow" },
        { "unending number", [0x08, 0x80], "a number does not end" },
        { "overlong number", [0x08, .. Repeat(10, [0x80]), 1], "longer than ten bytes" },
        { "missing bytes", [0x0D, 1, 2], "a number of 4 bytes is announced, and 2 follow" },
        { "field 0", [0x02, 0x00], "field number 0 is none" },
        { "a group", [0x0B, 0x0C], "of wire kind 3" },
        { "a tensor as graph", [.. Whole(1, 7), .. Whole(7, 1)], "it holds no graph" },
        { "no operator", Model(Block(1, Text(3, "a"))), "node 'a' () names no operator." },
        { "an attribute twice", Model(Block(1, Text(4, "LSTM"), Block(5, Text(1, "clip")), Block(5, Text(1, "clip")))), "has attribute 'clip' twice" },
        { "an initializer twice", Model(Block(5, Tensor("W", 2, [1], 1)), Block(5, Tensor("W", 2, [1], 1))), "initializer 'W' is there twice" },
        { "a negative input size", Model(Block(11, Text(1, "X"), Block(2, Block(1, Block(2, Block(1, Whole(1, -4))))))), "'X' is said to have a negative size" },
        { "a damaged initializer", Model(Block(5, Tensor("W", 1, [2], s_float))), "tensor 'W' holds 4 bytes; 8 were expected for 2 numbers of Float." },
    };

    public static TheoryData<string, byte[], string> Tensors() => new()
    {
        { "nothing", [], "of data type 0" },
        { "negative size", Tensor("x", 1, [-1], s_float), "has shape [-1]; a size is negative" },
        { "two negative sizes", Tensor("x", 1, [-1, -1], s_float), "has shape [-1, -1]; a size is negative" },
        { "absurd size", Tensor("x", 1, [long.MaxValue], s_float), "more than any file can hold" },
        { "overflowing product", Tensor("x", 1, [1L << 32, 1L << 32], s_float), "more than any file can hold" },
        { "four gigabytes", Tensor("x", 11, [1 << 29], s_float), "holds 4 bytes; 4294967296 were expected" },
        { "too few bytes", Tensor("x", 1, [2], s_float), "holds 4 bytes; 8 were expected for 2 numbers of Float" },
        { "too many bytes", Tensor("x", 1, [1], [.. s_float, 0]), "holds 5 bytes; 4 were expected" },
        { "text", Tensor("x", 8, [1], s_float), "of data type 8" },
        { "unknown type", Tensor("x", 99, [1], s_float), "of data type 99" },
        { "negative type", Tensor("x", -1, [1], s_float), "of data type -1" },
        { "data twice", [.. Tensor("x", 1, [1], s_float), .. Block(4, s_float)], "holds its data twice" },
        { "list of another type", [.. Whole(1, 1), .. Whole(2, 1), .. Block(5, Varint(1))], "1 numbers in the lists of other types" },
        { "beyond its type", [.. Whole(1, 1), .. Whole(2, 3), .. Block(5, Varint(128))], "a number that is beyond its own type" },
        { "beyond its unsigned type", [.. Whole(1, 1), .. Whole(2, 12), .. Block(11, Varint(1L << 32))], "a number that is beyond its own type" },
        { "data elsewhere", [.. Tensor("x", 1, [1], s_float), .. Whole(14, 1)], "keeps its data in another file" },
        { "a segment", [.. Tensor("x", 1, [1], s_float), .. Block(3, Whole(1, 0))], "one segment of a larger tensor" },
        { "a list cut within a number", [.. Whole(1, 1), .. Whole(2, 6), .. Block(5, [0x80])], "it is damaged" },
        { "a list of broken floats", [.. Whole(1, 1), .. Whole(2, 1), .. Block(4, [1, 2, 3])], "it is damaged" },
        { "a name with line breaks", Tensor("a\nb\u2028", 1, [1]), "tensor 'a?b?'" },
    };

    [Theory, MemberData(nameof(Models))]
    public void Model_ThatLies_IsRefusedInOneLine(string what, byte[] file, string wanted) => Refused(what, wanted, () => OnnxModel.Read(file, "f.onnx"));

    [Theory, MemberData(nameof(Tensors))]
    public void Tensor_ThatLies_IsRefusedInOneLine(string what, byte[] file, string wanted) => Refused(what, wanted, () => OnnxTensor.Read(file, "f.onnx"));

    static void Refused(string what, string wanted, Action read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.Throws<OnnxException>(read).Message;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.StartsWith("f.onnx: ", message, StringComparison.Ordinal);
        Assert.Contains(wanted, message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
        Assert.True(allocated < 2 << 20, $"{what}: {allocated} bytes were taken");
    }

    static readonly byte[] s_whole = Model(Text(2, "graph"), Block(1, Text(1, "X"), Text(4, "RNN"), Block(5, Text(1, "hidden_size"), Whole(3, 4), Whole(20, 2))),
        Block(5, Tensor("W", 1, [2], new byte[8])), Block(11, Text(1, "X"), Block(2, Block(1, Whole(1, 1), Block(2, Block(1, Whole(1, 3)))))));

    [Fact]
    public void Model_CutAnywhere_IsRefusedOrWhole()
    {
        Assert.Equal("graph", OnnxModel.Read(s_whole).Graph.Name);
        var graphEnds = s_whole.Length - Block(8, Text(1, ""), Whole(2, 14)).Length;
        for (var length = 0; length < s_whole.Length; length++)
        {
            // The one cut that leaves a valid model: before the list of operator sets.
            if (length != graphEnds)
                Assert.Throws<OnnxException>(() => OnnxModel.Read(s_whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Model_WithDamagedBytes_IsReadOrRefusedAndNothingElse() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<(byte At, byte Value)[]>(), damage =>
        {
            byte[] file = [.. s_whole];
            foreach (var (at, value) in damage)
                file[at % file.Length] = value;
            try
            {
                return OnnxModel.Read(file).Graph.Nodes.Count >= 0;
            }
            catch (OnnxException e)
            {
                return !e.Message.Any(char.IsControl);
            }
        }));

    // By name, and made when asked for: the runner would write millions of bytes out as arguments.
    static readonly Dictionary<string, Func<byte[]>> s_bombs = new()
    {
        ["empty nodes"] = () => Model(Repeat(1_000_000, Block(1))),
        ["nodes of an operator"] = () => Model(Repeat(400_000, Block(1, Text(4, "A")))),
        ["empty initializers"] = () => Model(Repeat(1_000_000, Block(5))),
        ["empty inputs"] = () => Model(Repeat(1_000_000, Block(11))),
        ["empty attributes"] = () => Model(Block(1, Text(4, "A"), Repeat(1_000_000, Block(5)))),
        ["empty sizes"] = () => Model(Block(11, Block(2, Block(1, Block(2, Repeat(1_000_000, Block(1))))))),
        ["empty names"] = () => Model(Block(1, Text(4, "A"), Repeat(1_000_000, Block(1)))),
        ["operator sets"] = () => [.. Model(), .. Repeat(1_000_000, Block(8))],
        ["whole numbers of a byte"] = () => Model(Block(1, Text(4, "A"), Block(5, Text(1, "a"), Block(8, new byte[3_000_000])))),
        ["sizes of a byte"] = () => Model(Block(5, Block(1, Repeat(3_000_000, [1])), Whole(2, 2), Block(9, [7]))),
        ["short names"] = () => Model(Block(1, Text(4, "A"), Repeat(1_000_000, Text(1, "ab")))),
    };

    public static TheoryData<string> Bombs => [.. s_bombs.Keys];

    [Theory, MemberData(nameof(Bombs))]
    public void Model_OfManyEmptyParts_CostsASmallMultipleOfItsSize(string what)
    {
        var file = s_bombs[what]();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Record.Exception(() => OnnxModel.Read(file));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(error is null or OnnxException, $"{what}: {error}");
        Assert.True(allocated < (2 << 20) + 40L * file.Length, $"{what}: {allocated} bytes were taken for {file.Length}");
    }
}
