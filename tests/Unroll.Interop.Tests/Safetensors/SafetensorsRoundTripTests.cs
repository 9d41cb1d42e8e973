using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Unroll.Interop.Safetensors;
using Unroll.Interop.Tests.Files;

namespace Unroll.Interop.Tests.Safetensors;

public sealed class SafetensorsRoundTripTests
{
    static SafetensorsFile RoundTrip(SafetensorsWriter writer) => SafetensorsFile.Read(writer.ToArray());

    static void ComesBack<T>(T[] values)
        where T : unmanaged
    {
        var writer = new SafetensorsWriter();
        writer.Add<T>("before", values, values.Length);
        writer.Add<byte>("odd", [1, 2, 3], 3, 1);
        writer.Add<T>("x", values, 1, values.Length);
        var file = RoundTrip(writer);
        Assert.Equal(values, file["x"].ToArray<T>());
        Assert.True(file["x"].HasShape(1, values.Length));
        Assert.Equal([1, 2, 3], file["odd"].ToArray<byte>());
    }

    [Fact]
    public void Write_ThenRead_GivesTheSameNumbersOfEveryType()
    {
        ComesBack([0f, -0f, 1.5f, float.NaN, float.PositiveInfinity, float.Epsilon, float.MaxValue]);
        ComesBack([0, -0.0, Math.PI, double.NaN, double.NegativeInfinity, double.Epsilon]);
        ComesBack([long.MinValue, -1, 0, long.MaxValue]);
        ComesBack([int.MinValue, -1, 0, int.MaxValue]);
        ComesBack<byte>([0, 1, 255]);
        ComesBack<float>([]);
    }

    [Fact]
    public void AddBytes_ThenRead_GivesTheSameBytesOfEveryType()
    {
        foreach (var type in Enum.GetValues<SafetensorsType>())
        {
            var bytes = Enumerable.Range(7, 48).Select(i => (byte)i).ToArray();
            var count = 48 / type.Size();
            var writer = new SafetensorsWriter();
            writer.AddBytes("x", type, bytes, 2, count / 2);
            var tensor = RoundTrip(writer)["x"];
            Assert.Equal((type, count), (tensor.Type, tensor.Count));
            Assert.Equal([2, count / 2], tensor.Shape);
            Assert.Equal(bytes, tensor.Bytes.ToArray());
        }
    }

    [Fact]
    public void Write_AnyNamesTextsAndNumbers_ComeBack() =>
        Check.QuickThrowOnFailure(Prop.ForAll<string, string, float[]>((name, text, values) =>
        {
            if (name is null || text is null || !IsUnicode(name) || !IsUnicode(text))
                return true;
            var writer = new SafetensorsWriter();
            writer.AddMetadata(name, text);
            writer.Add<float>(name, values, values.Length);
            var file = RoundTrip(writer);
            return file.Metadata[name] == text && file[name].ToArray<float>().SequenceEqual(values);
        }));

    static bool IsUnicode(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    [Fact]
    public void Metadata_MayHoldJson()
    {
        var writer = new SafetensorsWriter();
        writer.AddMetadata("recipe", "{\"name\": \"parity\",\n \"text\": \"\\\"ü\\\" 😀 \u0001\"}");
        Assert.Equal("{\"name\": \"parity\",\n \"text\": \"\\\"ü\\\" 😀 \u0001\"}", RoundTrip(writer).Metadata["recipe"]);
        Assert.Empty(RoundTrip(writer).Tensors);
    }

    [Fact]
    public void Write_OneOfEverything_HasExactlyTheseBytes()
    {
        var writer = new SafetensorsWriter();
        writer.AddMetadata("format", "pt");
        writer.Add<byte>("b", [7], 1);
        writer.Add<int>("i", [1, -1], 2);
        writer.Add<float>("scalar", [1]);
        const string Header = """{"__metadata__":{"format":"pt"},"i":{"dtype":"I32","shape":[2],"data_offsets":[0,8]},"scalar":{"dtype":"F32","shape":[],"data_offsets":[8,12]},"b":{"dtype":"U8","shape":[1],"data_offsets":[12,13]}}""";
        var padded = Header.PadRight((Header.Length + 7) / 8 * 8);
        byte[] wanted = [(byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(padded), 1, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0x80, 0x3F, 7];
        Assert.Equal(wanted, writer.ToArray());
        Assert.Equal(wanted, writer.ToArray());
    }

    [Fact]
    public void CopyTo_NarrowTypes_WidenExactly()
    {
        var writer = new SafetensorsWriter();
        writer.AddBytes("half", SafetensorsType.F16, [0x00, 0x3C, 0x01, 0x00, 0x00, 0xFC], 3);   // 1, 2^-24, -infinity
        writer.AddBytes("brain", SafetensorsType.BF16, [0x80, 0x3F, 0x49, 0xC0], 2);   // 1, -3.140625
        writer.AddBytes("i8", SafetensorsType.I8, [0xFF, 0x7F], 2);
        writer.AddBytes("u16", SafetensorsType.U16, [0xFF, 0xFF], 1);
        writer.AddBytes("u32", SafetensorsType.U32, [0xFF, 0xFF, 0xFF, 0xFF], 1);
        writer.AddBytes("i16", SafetensorsType.I16, [0xFE, 0xFF], 1);
        writer.AddBytes("bool", SafetensorsType.BOOL, [1, 0], 2);
        writer.Add<float>("f32", [0.1f], 1);
        writer.Add<int>("i32", [-5], 1);
        var file = RoundTrip(writer);
        Assert.Equal([1f, MathF.Pow(2, -24), float.NegativeInfinity], file["half"].ToArray<float>());
        Assert.Equal([1.0, -3.140625], file["brain"].ToArray<double>());
        Assert.Equal([-1, 127], file["i8"].ToArray<int>());
        Assert.Equal([65535], file["u16"].ToArray<int>());
        Assert.Equal([4294967295L], file["u32"].ToArray<long>());
        Assert.Equal([-2L], file["i16"].ToArray<long>());
        Assert.Equal([1, 0], file["bool"].ToArray<byte>());
        Assert.Equal([(double)0.1f], file["f32"].ToArray<double>());
        Assert.Equal([-5L], file["i32"].ToArray<long>());
    }

    [Fact]
    public void CopyTo_WhatWouldLoseSomething_IsRefused()
    {
        var writer = new SafetensorsWriter();
        writer.Add<double>("wide", [1.5], 1);
        writer.Add<long>("whole", [1], 1);
        var file = SafetensorsFile.Read(writer.ToArray(), "m.safetensors");
        Assert.Equal("m.safetensors: tensor 'wide' holds F64, which does not fit into F32 without loss.", Assert.Throws<SafetensorsException>(file["wide"].ToArray<float>).Message);
        Assert.Throws<SafetensorsException>(file["whole"].ToArray<double>);
        Assert.Throws<SafetensorsException>(file["whole"].ToArray<int>);
        Assert.Throws<NotSupportedException>(file["whole"].ToArray<uint>);
        Assert.Equal("m.safetensors: tensor 'wide' holds 1 numbers; 2 were wanted.", Assert.Throws<SafetensorsException>(() => file["wide"].CopyTo(new double[2])).Message);
        Assert.Equal("m.safetensors: no tensor 'none' among the 2 of the file.", Assert.Throws<SafetensorsException>(() => file["none"]).Message);
        Assert.Null(file.TryGet("none"));
    }

    [Fact]
    public void Add_WhatNoFileCanHold_IsRefused()
    {
        var writer = new SafetensorsWriter();
        writer.Add<float>("x", [1], 1);
        writer.AddMetadata("k", "v");
        Assert.Throws<ArgumentException>(() => writer.Add<float>("x", [1], 1));
        Assert.Throws<ArgumentException>(() => writer.Add<float>("y", [1], 2));
        Assert.Throws<ArgumentException>(() => writer.Add<float>("y", [1], long.MaxValue, long.MaxValue, long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add<float>("y", [1], -1, -1));
        Assert.Throws<ArgumentException>(() => writer.Add<float>("__metadata__", [1], 1));
        Assert.Throws<ArgumentException>(() => writer.Add<float>("\uD800", [1], 1));
        Assert.Throws<ArgumentException>(() => writer.AddMetadata("k", "w"));
        Assert.Throws<ArgumentException>(() => writer.AddMetadata("l", "\uFFFD\uDC00"));
        Assert.Throws<NotSupportedException>(() => writer.Add<uint>("y", [1], 1));
        Assert.Single(RoundTrip(writer).Tensors);
    }

    [Fact]
    public void Read_FromPathStreamAndBytes_GivesTheSame()
    {
        using var folder = new TemporaryFolder();
        var writer = new SafetensorsWriter();
        writer.Add<double>("x", [1, 2], 2);
        writer.Write(folder["x.safetensors"]);
        Assert.Equal(["x.safetensors"], folder.Names());
        Assert.Equal(writer.ToArray(), File.ReadAllBytes(folder["x.safetensors"]));
        Assert.Equal([1.0, 2.0], SafetensorsFile.Read(folder["x.safetensors"])["x"].ToArray<double>());
        using var late = new MemoryStream([9, 9, .. writer.ToArray()]) { Position = 2 };
        Assert.Equal([1.0, 2.0], SafetensorsFile.Read(late)["x"].ToArray<double>());
        using var pipe = new System.IO.Compression.BrotliStream(Compressed(writer.ToArray()), System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal([1.0, 2.0], SafetensorsFile.Read(pipe)["x"].ToArray<double>());
    }

    static MemoryStream Compressed(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var brotli = new System.IO.Compression.BrotliStream(stream, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            brotli.Write(bytes);
        stream.Position = 0;
        return stream;
    }

    [Fact]
    public void Write_HeaderLength_IsAMultipleOfEight()
    {
        for (var length = 1; length < 20; length++)
        {
            var writer = new SafetensorsWriter();
            writer.Add<float>(new string('n', length), [1], 1);
            var file = writer.ToArray();
            var header = BinaryPrimitives.ReadInt64LittleEndian(file);
            Assert.Equal(0, header % 8);
            Assert.Equal(file.Length, 8 + header + 4);
        }
    }
}
