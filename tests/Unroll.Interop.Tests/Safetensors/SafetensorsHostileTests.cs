using System;
using System.IO;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Unroll.Interop.Safetensors;
using Unroll.Interop.Tests.Files;

namespace Unroll.Interop.Tests.Safetensors;

public sealed class SafetensorsHostileTests
{
    static string Tensor(string name, string type, string shape, string offsets) => $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":{offsets}}}";

    static string One(string type, string shape, string offsets) => $"{{{Tensor("x", type, shape, offsets)}}}";

    public static TheoryData<string, int, string> Headers() => new()
    {
        { "", 0, "does not begin with '{'" },
        { " {}", 0, "does not begin with '{'" },
        { "[]", 0, "does not begin with '{'" },
        { "{", 0, "not JSON" },
        { "{}{}", 0, "not JSON" },
        { "{}\0", 0, "not JSON" },
        { "{/**/}", 0, "not JSON" },
        { "{\"x\":1}", 0, "'x' has 1; an object" },
        { "{\"x\":nuln" + new string('l', 5000), 0, "'nulnllllll' at its byte 5" },
        { "{\"x\": trulse" + new string('e', 5000), 0, "'trulseeeee' at its byte 6" },
        { "{\"__metadata__\":{\"a\":\n f", 0, "not JSON of the expected kind: 'f' at its byte" },
        { "{\"x\":nullnull}", 0, "'x' has null; an object" },
        { "{\"x\":null}", 0, "'x' has null; an object" },
        { "{\"x\":{}}", 0, "has no dtype" },
        { "{\"x\":{\"dtype\":\"F32\"}}", 0, "has no shape" },
        { "{\"x\":{\"dtype\":\"F32\",\"shape\":[]}}", 0, "has no data_offsets" },
        { "{\"x\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "'dtype', unknown or for the second time" },
        { "{\"x\":{\"strides\":[1]}}", 1, "'strides', unknown or for the second time" },
        { One("F33", "[1]", "[0,4]"), 4, "dtype 'F33'; known: F32, F64" },
        { One("0", "[1]", "[0,4]"), 4, "dtype '0'; known" },
        { One("F32, F64", "[1]", "[0,4]"), 4, "known" },
        { One("F32", "[1]", "[0,4]").Replace("\"F32\"", "5", StringComparison.Ordinal), 4, "a text as dtype" },
        { One("F32", "1", "[0,4]"), 4, "a list as shape" },
        { One("F32", "[1]", "4"), 4, "a list as data_offsets" },
        { One("F32", "[1]", "[0]"), 4, "exactly two data_offsets" },
        { One("F32", "[1]", "[0,4,4]"), 4, "exactly two data_offsets" },
        { One("F32", $"[{new string('9', 5000)}]", "[0,4]"), 4, "999… among its sizes" },
        { One("F32", "[1e9999999999]", "[0,4]"), 4, "1e9999999999 among its sizes" },
        { One(new string('F', 5000), "[1]", "[0,4]"), 4, "FFF…'; known: F32" },
        { One("F32", "[2,2,2,2,2,2,2,2]", "[0,4]"), 4, "for shape [2, 2, 2, 2, 2, 2, …] of F32" },
        { One("F32", "[-1]", "[0,4]"), 4, "whole numbers from 0" },
        { One("F32", "[1.0]", "[0,4]"), 4, "whole numbers from 0" },
        { One("F32", "[1e0]", "[0,4]"), 4, "whole numbers from 0" },
        { One("F32", "[\"1\"]", "[0,4]"), 4, "whole numbers from 0" },
        { One("F32", "[18446744073709551617]", "[0,4]"), 4, "whole numbers from 0" },
        { One("F32", "[1]", "[-4,0]"), 4, "whole numbers from 0" },
        { One("F32", "[[1]]", "[0,4]"), 4, "not JSON" },
        { One("F32", "[2]", "[0,4]"), 4, "8 bytes were expected for shape [2] of F32" },
        { One("F32", "[1]", "[4,0]"), 4, "4 bytes were expected" },
        { One("F32", "[9223372036854775807,9223372036854775807]", "[0,4]"), 4, "more than any file can hold" },
        { One("F32", "[4294967296,4294967296,4294967296,4294967296]", "[0,0]"), 0, "more than any file can hold" },
        { One("U8", "[9223372036854775807]", "[0,9223372036854775807]"), 4, "the file is cut off" },
        { One("U8", "[9223372036854775807]", "[1,9223372036854775807]"), 4, "data_offsets" },
        { One("F32", $"[{string.Join(',', Enumerable.Repeat(1, 65))}]", "[0,4]"), 4, "more than 64 dimensions" },
        { One("F32", "[1]", "[0,4]"), 3, "the tensors take 4 bytes and 3 are there; the file is cut off" },
        { One("F32", "[1]", "[0,4]"), 5, "the tensors take 4 bytes and 5 are there; the file is too long" },
        { One("F32", "[1]", "[4,8]"), 8, "begins at byte 4 of the data; byte 0 was expected" },
        { $"{{{Tensor("x", "U8", "[4]", "[0,4]")},{Tensor("y", "U8", "[4]", "[3,7]")}}}", 7, "'y' begins at byte 3 of the data; byte 4 was expected" },
        { $"{{{Tensor("x", "U8", "[4]", "[0,4]")},{Tensor("y", "U8", "[4]", "[0,4]")}}}", 4, "byte 4 was expected" },
        { $"{{{Tensor("x", "U8", "[4]", "[5,9]")},{Tensor("y", "U8", "[4]", "[0,4]")}}}", 9, "'x' begins at byte 5 of the data; byte 4 was expected" },
        { $"{{{Tensor("x", "U8", "[1]", "[0,1]")},{Tensor("x", "U8", "[1]", "[1,2]")}}}", 2, "tensor 'x' is there twice" },
        { $"{{{Tensor("x", "U8", "[1]", "[0,1]")},{Tensor("\\u0078", "U8", "[1]", "[1,2]")}}}", 2, "tensor 'x' is there twice" },
        { "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "is there twice" },
        { "{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0, "the metadata 'a' are there twice" },
        { "{\"__metadata__\":{\"a\":\"\",\"b\":\"\",\"\\u0061\":\"\"}}", 0, "the metadata 'a' are there twice" },
        { "{\"__metadata__\":{\"\":\"\",\"b\":\"\",\"\":\"\"}}", 0, "the metadata '' are there twice" },
        { "{\"__metadata__\":{\"\\ud83d\\ude00\":\"\",\"😀\":\"\"}}", 0, "the metadata '??' are there twice" },
        { "{\"__metadata__\":{\"a\":1}}", 0, "'a' has 1; a text" },
        { "{\"__metadata__\":{\"a\":{}}}", 0, "a text" },
        { "{\"__metadata__\":[]}", 0, "an object of texts" },
        { "{\"__metadata__\":{\"a\":\"\\ud800\"}}", 0, "not valid Unicode" },
        { "{\"\\ud800\":{}}", 0, "not valid Unicode" },
        { "{\"\\ude00\\ud83d\":{}}", 0, "not valid Unicode" },
        { "{\"\\ud83d\\u0061\":{}}", 0, "not valid Unicode" },
        { "{\"\\ud83d\\\\ude00\":{}}", 0, "not valid Unicode" },
        { "{\"a\\nb\\u0007\":1}", 0, "'a?b?' has 1" },
        { $"{{\"{new string('n', 5000)}\":1}}", 0, "nnn…' has 1" },
        { "{\"x\":{\"shape\":" + new string('[', 5000), 0, "not JSON" },
        { "{\"x\":" + new string('[', 5000), 0, "'x' has [; an object" },
        { "{\"x\":" + string.Concat(Enumerable.Repeat("{\"x\":", 5000)), 0, "has a key 'x', unknown" },
    };

    [Theory, MemberData(nameof(Headers))]
    public void Read_WrongHeader_SaysWhatIsWrongInOneLine(string header, int dataBytes, string wanted) => Refused(RawFile.Of(header, dataBytes), wanted);

    [Fact]
    public void Read_HeaderThatIsNotUtf8_IsRefused() => Refused(RawFile.Of([(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}']), "not valid UTF-8");

    [Theory]
    [InlineData(3ul, "and 2 bytes follow")]
    [InlineData(2ul << 30, "at most 100000000 are read")]
    [InlineData(99_999_999ul, "and 2 bytes follow")]
    [InlineData(ulong.MaxValue, "a header of 18446744073709551615 bytes")]
    [InlineData(1ul << 63, "a header of 9223372036854775808 bytes")]
    public void Read_HeaderLongerThanTheFile_IsRefused(ulong announced, string wanted) => Refused(RawFile.Announcing(announced, "{}"u8), wanted);

    // Through all three doors: each must refuse, in one line that names the file, and take no memory for what the file only claims.
    static void Refused(byte[] file, string wanted)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["f"], file);
        using var stream = new MemoryStream(file);
        Refused(() => SafetensorsFile.Read(file, "f"), file.Length, wanted, "f: ");
        Refused(() => SafetensorsFile.Read(Rewound(stream), "f"), file.Length, wanted, "f: ");
        Refused(() => SafetensorsFile.Read(folder["f"]), file.Length, wanted, folder["f"] + ": ");
    }

    static void Refused(Func<SafetensorsFile> read, int length, string wanted, string source)
    {
        var (error, allocated) = RefusedRead.Measure(read);
        Assert.NotNull(error);
        Assert.StartsWith(source, error.Message, StringComparison.Ordinal);
        Assert.Contains(wanted, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.InRange(error.Message.Length, 10, 800);
        Assert.InRange(allocated, 0, length + RefusedRead.Constant);
    }

    static MemoryStream Rewound(MemoryStream stream)
    {
        stream.Position = 0;
        return stream;
    }

    static byte[] Valid()
    {
        var writer = new SafetensorsWriter();
        writer.AddMetadata("recipe", "{\"a\": 1}");
        writer.Add<float>("w", [1, 2, 3, 4, 5, 6], 2, 3);
        writer.Add<double>("v", [1], 1);
        writer.Add<byte>("b", [1, 2, 3], 3);
        writer.Add<long>("empty", [], 0, 4);
        return writer.ToArray();
    }

    [Fact]
    public void Read_CutOffAtEveryByte_IsRefused()
    {
        var file = Valid();
        for (var length = 0; length < file.Length; length++)
            Refused(() => SafetensorsFile.Read(file.AsMemory(0, length), "f"), length, "f: ", "f: ");
        Assert.Equal(4, SafetensorsFile.Read(file).Tensors.Count);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Read_MutatedAtRandom_ReadsOrRefusesAndNothingElse(int seed)
    {
        var random = new Random(seed);
        var valid = Valid();
        int read = 0, refused = 0;
        for (var trial = 0; trial < 5000; trial++)
        {
            if (ReadOrRefused(Mutated(valid, random)))
                read++;
            else
                refused++;
        }
        Assert.True(read > 100 && refused > 100, $"{read} read, {refused} refused: the mutations are too tame or too wild to say anything");
    }

    [Fact]
    public void Read_AnyValidFileMutated_ReadsOrRefusesAndNothingElse() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000),
            Prop.ForAll<(string, string)[], int>((names, seed) =>
            {
                var writer = new SafetensorsWriter();
                foreach (var (i, (name, text)) in (names ?? []).Index())
                {
                    writer.AddMetadata($"{i} {Unicode(name)}", Unicode(text));
                    writer.Add<float>($"{i}+{Unicode(name)}", [1, 2, 3], 3, 1);
                    writer.AddBytes($"{i}-{Unicode(text)}", SafetensorsType.BF16, [], 0, i);
                }
                writer.Add<byte>("last", new byte[35], 35);
                ReadOrRefused(writer.ToArray());
                ReadOrRefused(Mutated(writer.ToArray(), new Random(seed)));
            }));

    static string Unicode(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));

    // Whether it was read. What was read must be whole, what was refused must have cost no more than the file's size.
    static bool ReadOrRefused(byte[] bytes)
    {
        SafetensorsFile? file = null;
        var (error, allocated) = RefusedRead.Measure(() => file = SafetensorsFile.Read(bytes));
        if (error is not null)
        {
            Assert.DoesNotContain('\n', error.Message);
            Assert.InRange(allocated, 0, bytes.Length + RefusedRead.Constant);
            return false;
        }
        foreach (var tensor in file!.Tensors)
            Assert.Equal(tensor.Bytes.Length, tensor.Shape.Aggregate((long)tensor.Type.Size(), (a, b) => a * b));
        Assert.Equal(file.Tensors.Count, file.Tensors.Select(tensor => tensor.Name).Distinct(StringComparer.Ordinal).Count());
        return true;
    }

    static byte[] Mutated(byte[] valid, Random random)
    {
        var file = (byte[])valid.Clone();
        var header = file.AsSpan(0, file.Length - 35);
        const string Likely = "{}[]\",:0123456789-eE.\\u \0";
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            ref var place = ref (random.Next(3) == 0 ? ref file.AsSpan()[random.Next(file.Length)] : ref header[random.Next(header.Length)]);
            place = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(place ^ (1 << random.Next(8))),
                _ => (byte)Likely[random.Next(Likely.Length)],
            };
        }
        return random.Next(8) switch
        {
            0 => file[..random.Next(file.Length)],
            1 => [.. file, .. new byte[random.Next(1, 20)]],
            _ => file,
        };
    }

    // The shortest JSON that a tensor can have, with and without data, in an order that is not the data's.
    static string ManyTiny(int count, int bytesEach)
    {
        static string Name(int i) => $"{(char)(0x100 + i % 1500)}{(char)(0x100 + i / 1500)}";
        return $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => i * 7919L % count).Select(i => Tensor(Name((int)i), "U8", $"[{bytesEach}]", $"[{i * bytesEach},{(i + 1) * bytesEach}]")))}}}";
    }

    [Theory, InlineData(0), InlineData(1)]
    public void Read_ManyTinyTensors_IsReadInTheOrderOfTheHeader(int bytesEach)
    {
        var file = SafetensorsFile.Read(RawFile.Of(ManyTiny(20_000, bytesEach), 20_000 * bytesEach));
        Assert.Equal(20_000, file.Tensors.Count);
        for (var i = 0; i < 20_000; i++)
        {
            var wanted = i * 7919L % 20_000;
            Assert.Equal($"{(char)(0x100 + wanted % 1500)}{(char)(0x100 + wanted / 1500)}", file.Tensors[i].Name);
            Assert.Equal(bytesEach == 0 ? [] : [(byte)wanted], file.Tensors[i].Bytes.ToArray());
        }
    }

    [Theory, InlineData(0), InlineData(1)]
    public void Read_ManyTinyTensorsAndOneByteTooMany_TakesNoMoreThanTheFile(int bytesEach) =>
        Refused(RawFile.Of(ManyTiny(20_000, bytesEach), 20_000 * bytesEach + 1), "too long");

    [Fact]
    public void Read_ManyTensorsTheLastOfThemTwice_TakesNoMoreThanTheFile()
    {
        var tensors = string.Join(',', Enumerable.Range(0, 20_000).Append(19_999).Select(i => Tensor(i.ToString(System.Globalization.CultureInfo.InvariantCulture), "U8", "[0]", "[0,0]")));
        Refused(RawFile.Of($"{{{tensors}}}"), "tensor '19999' is there twice");
    }

    [Fact]
    public void Read_ShortestTextsAndNames_ComeBackWhole()
    {
        // Every byte between the tokens is needed for the record of what has been read: no room to spare.
        const string Header = """{"__metadata__":{"":"","a":"","b":"1","\u0063\ud83d\ude00":"\n\\"},"":{"dtype":"I8","shape":[9223372036854775807,0],"data_offsets":[0,0]},"t":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""";
        var file = SafetensorsFile.Read(RawFile.Of(Header, 1));
        Assert.Equal(["=", "a=", "b=1", "c😀=\n\\"], file.Metadata.Select(text => $"{text.Key}={text.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(["", "t"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([long.MaxValue, 0], file[""].Shape);
        Assert.Equal((SafetensorsType.I8, 0), (file[""].Type, file[""].Count));
        Assert.Equal((SafetensorsType.U8, 1), (file["t"].Type, file["t"].Count));
    }

    [Fact]
    public void Read_ManyMetadata_IsRefused()
    {
        var texts = string.Join(',', Enumerable.Range(0, 4097).Select(i => $"\"{i}\":\"\""));
        Refused(RawFile.Of($"{{\"__metadata__\":{{{texts}}}}}"), "4097 metadata texts; at most 4096");
    }

    [Fact]
    public void Read_LargeFile_AllocatesAboutItsSize()
    {
        using var folder = new TemporaryFolder();
        var writer = new SafetensorsWriter();
        writer.AddMetadata("recipe", new string('x', 10_000));
        writer.Add<float>("w", new float[1_000_000], 1000, 1000);
        writer.Write(folder["f"]);
        SafetensorsFile.Read(folder["f"]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        SafetensorsFile.Read(folder["f"]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 4_000_000, 4_060_000);
    }

    [Fact]
    public void Read_StreamThatEndsEarly_IsRefused()
    {
        using var stream = new ShortStream(Valid());
        Assert.Contains("ended before", Assert.Throws<SafetensorsException>(() => SafetensorsFile.Read(stream)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PathThatIsNotThere_IsAnErrorOfTheSystem()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Read(folder["none"]));
        Assert.StartsWith($"{folder.Path} is a folder; ", Assert.Throws<IOException>(() => SafetensorsFile.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    // Says more than it has, as a file that another process is shortening.
    sealed class ShortStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => Position > Length - 10 ? 0 : base.Read(buffer, offset, Math.Min(count, 5));
    }
}
