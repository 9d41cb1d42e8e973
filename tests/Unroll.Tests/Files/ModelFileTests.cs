using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Unroll.Interop.Safetensors;
using Unroll.Training.Optimizers;

namespace Unroll.Tests.Files;

public sealed class ModelFileTests
{
    static readonly (float[][][] Sequences, string[] Labels, float[] Slopes) s_lines = Waves.Lines(12);

    static byte[] Saved(string path, EstimatorOptions? options = null)
    {
        var classifier = new SequenceClassifier<string>(options ?? Waves.Options(1) with { Hidden = 3 });
        classifier.Fit(s_lines.Sequences, s_lines.Labels);
        classifier.Save(path);
        return File.ReadAllBytes(path);
    }

    public static TheoryData<OptimizerOptions> Optimizers =>
        [new AdamOptions { Beta1 = 0.8, LargestSquare = true }, new AdamWOptions(), new SgdOptions(), new RmsPropOptions(), new AdagradOptions(), new AdadeltaOptions(), new LionOptions(), new NAdamOptions(), new RAdamOptions()];

    [Theory, MemberData(nameof(Optimizers))]
    public void Options_OfEveryOptimizer_ComeBack(OptimizerOptions optimizer)
    {
        using var file = new ScratchFile();
        var options = Waves.Options(1) with { Hidden = 3, Rate = 1e-4, Optimizer = optimizer, Layers = 2, Bidirectional = true, ValidationShare = 0.25, Patience = 7, Seed = ulong.MaxValue };
        Saved(file.Path, options);
        Assert.Equal(options, SequenceClassifier<string>.Load(file.Path).Options with { Threads = options.Threads });
    }

    [Fact]
    public void Load_OfAFileCutOffAnywhere_IsRefusedInOneLine()
    {
        using var file = new ScratchFile();
        var bytes = Saved(file.Path);
        for (var length = 0; length < bytes.Length; length += 1 + length / 20)
        {
            File.WriteAllBytes(file.Path, bytes[..length]);
            AssertRefused(file.Path, "");
        }
    }

    [Fact]
    public void Load_OfADamagedHeader_IsRefusedInOneLine()
    {
        using var file = new ScratchFile();
        var bytes = Saved(file.Path);
        var header = BitConverter.ToInt32(bytes);
        // Any byte of the header may be wrong; what cannot be told from a good file must still load whole.
        for (var at = 8; at < 8 + header; at += 3)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x15;
            File.WriteAllBytes(file.Path, damaged);
            try
            {
                Assert.Equal(2, SequenceClassifier<string>.Load(file.Path).Labels.Count);
            }
            catch (ModelFileException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "version", "2" },
        { "version", "\"x\"" },
        { "kind", "\"tagger\"" },
        { "kind", "\"a\\nb\"" },
        { "labels", "[\"up\"]" },
        { "labels", "[\"up\",\"up\"]" },
        { "labels", "[\"up\",null]" },
        { "labels", "null" },
        { "surprise", "1" },
        { "options", "null" },
        { "shape", "null" },
        { "values", "{\"mean\":[0,0],\"deviation\":[1,1]}" },
        { "options.hidden", "0" },
        { "options.hidden", "-1" },
        { "options.hidden", "4" },
        { "options.layers", "64" },
        { "options.layers", "0" },
        { "options.bidirectional", "true" },
        { "options.pooling", "77" },
        { "options.cell", "\"nonsense\"" },
        { "options.cell", "null" },
        { "options.optimizer", "null" },
        { "options.optimizer.kind", "\"magic\"" },
        { "options.optimizer.beta1", "2" },
        { "shape.inputs", "2147483647" },
        { "shape.inputs", "-2" },
        { "shape.outputs", "2147483647" },
        { "shape.eachStep", "true" },
        { "shape.readsSymbols", "true" },
        { "inputs.mean", "[0]" },
        { "inputs.mean", "null" },
        { "inputs.deviation", "[1,0]" },
        { "inputs.deviation", "[1,1e999]" },
    };

    [Theory, MemberData(nameof(Lies))]
    public void Load_OfALie_IsRefusedInOneLine(string where, string what)
    {
        using var file = new ScratchFile();
        Saved(file.Path);
        Rewrite(file.Path, json =>
        {
            var path = where.Split('.');
            var place = path[..^1].Aggregate((JsonNode)json, (node, name) => node[name]!);
            place[path[^1]] = JsonNode.Parse(what.Replace("1e999", "\"Infinity\"", StringComparison.Ordinal));
        });
        AssertRefused(file.Path, "");
    }

    [Theory]
    [InlineData("hidden", "65536")]
    [InlineData("layers", "64")]
    [InlineData("bidirectional", "true")]
    public void Load_OfASmallFileThatAsksForMuch_IsRefusedBeforeANetworkIsMade(string option, string value)
    {
        using var file = new ScratchFile();
        Saved(file.Path);
        Rewrite(file.Path, json => json["options"]![option] = JsonNode.Parse(value));
        AssertRefused(file.Path, "weights, and the file holds");
    }

    [Fact]
    public void Load_OfWeightsThatAreNoNumbers_IsRefused()
    {
        using var file = new ScratchFile();
        var bytes = Saved(file.Path);
        bytes.AsSpan(^4).Fill(0xFF);
        File.WriteAllBytes(file.Path, bytes);
        AssertRefused(file.Path, "not finite");
    }

    [Fact]
    public void Load_OfAnotherKindOfFile_SaysSo()
    {
        using var file = new ScratchFile();
        Saved(file.Path);
        Assert.Contains("it holds a classifier; a regressor was expected.", Assert.Throws<ModelFileException>(() => SequenceRegressor.Load(file.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("its labels are no Int32", Assert.Throws<ModelFileException>(() => SequenceClassifier<int>.Load(file.Path)).Message, StringComparison.Ordinal);
        new SafetensorsWriter().Write(file.Path);
        AssertRefused(file.Path, "no metadata 'unroll.model'");
        Assert.Throws<FileNotFoundException>(() => SequenceClassifier<string>.Load(file.Path + "x"));
    }

    [Fact]
    public void Save_WhereItCannot_LeavesTheOldFile()
    {
        using var file = new ScratchFile();
        var bytes = Saved(file.Path);
        Assert.Throws<NotFittedException>(() => new SequenceClassifier<string>().Save(file.Path));
        Assert.Equal(bytes, File.ReadAllBytes(file.Path));
        Assert.Single(file.Neighbours);
        Assert.ThrowsAny<IOException>(() => Saved(Path.Combine(file.Path + ".missing", "x")));
    }

    [Fact]
    public void Save_Twice_GivesTheSameBytes()
    {
        using var file = new ScratchFile();
        Assert.Equal(Saved(file.Path), Saved(file.Path));
    }

    static void Rewrite(string path, Action<JsonObject> change)
    {
        var file = SafetensorsFile.Read(path);
        var json = JsonNode.Parse(file.Metadata["unroll.model"])!.AsObject();
        change(json);
        var writer = new SafetensorsWriter();
        writer.AddMetadata("unroll.model", json.ToJsonString());
        foreach (var tensor in file.Tensors)
            writer.AddBytes(tensor.Name, tensor.Type, tensor.Bytes.Span, [.. tensor.Shape]);
        writer.Write(path);
    }

    static void AssertRefused(string path, string part)
    {
        var message = Assert.Throws<ModelFileException>(() => SequenceClassifier<string>.Load(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.InRange(message.Length, 1, 600);
    }
}
