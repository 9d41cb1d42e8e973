using System;
using System.Linq;
using Unroll.Experiments.Building;
using Unroll.Experiments.Recipes;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Training;

namespace Unroll.Experiments.Tests.Building;

public sealed class NetworkBuilderTests
{
    static readonly TaskShape Numbers = new(3, 2, 4, 2, 0, InputIsSymbols: false);
    static readonly TaskShape Symbols = new(3, 2, 4, 2, 0, InputIsSymbols: true);

    static ModelRecipe Model(params string[] settings) => RecipeReader.Read("parity", [.. settings.Select(setting => "model." + setting)]).Model;

    public static TheoryData<string> EveryCell => [.. CellCatalog.Names];

    [Theory, MemberData(nameof(EveryCell))]
    public void Build_OfEveryCell_HasTheWeightsThatWereCounted(string cell)
    {
        foreach (var options in new[] { "{}", "{\"bias\":false}", "{\"initialStates\":\"learnt\"}", CellCatalog.Find(cell).CanProject ? "{\"projection\":3,\"layerNormalization\":true}" : "{}" })
        {
            var model = Model($"cell={cell}", "hidden=5", "layers=2", $"options={options}");
            Assert.Equal(NetworkBuilder.CountParameters(model, 3, 2), NetworkBuilder.Build<float>(model, Numbers).Parameters.Count);
        }
    }

    [Fact]
    public void Build_OfEveryKindOfLayer_HasThemInOrder()
    {
        var model = Model("hidden=6", "cell=gru", """
            network=[{"kind":"embedding","width":4,"share":0.1},{"kind":"bidirectional","merge":"sum"},{"kind":"dropout","share":0.5,"alikeAtAllSteps":true},
            {"kind":"normalization"},{"kind":"residual","cell":"lstm"},{"kind":"reversed","hidden":3},{"kind":"recurrent"},{"kind":"pool","pooling":"mean"}]
            """);
        var network = NetworkBuilder.Build<float>(model, Symbols with { TargetSteps = 1 });
        Type[] kinds =
        [
            typeof(EmbeddingLayer<float>), typeof(BidirectionalLayer<float>), typeof(DropoutLayer<float>), typeof(NormalizationLayer<float>), typeof(ResidualLayer<float>),
            typeof(ReversedLayer<float>), typeof(RecurrentLayer<float>), typeof(PoolLayer<float>), typeof(DenseLayer<float>),
        ];
        Assert.Equal(kinds, network.Layers.Select(layer => layer.GetType()));
        Assert.Equal((6, 3, 6), (network.Layers[4].OutputWidth, network.Layers[5].OutputWidth, network.Layers[6].OutputWidth));
        Assert.Equal((0.5, true), (((DropoutLayer<float>)network.Layers[2]).Share, ((DropoutLayer<float>)network.Layers[2]).AlikeAtAllSteps));
        Assert.Equal(Pooling.Mean, ((PoolLayer<float>)network.Layers[7]).Pooling);
        Assert.Equal("gru", ((RecurrentLayer<float>)network.Layers[6]).Cell.Name);
        Assert.Equal(NetworkBuilder.CountParameters(model, 3, 2), network.Parameters.Count);
    }

    [Fact]
    public void Build_WithEveryOption_HandsItOn()
    {
        var options = ((RecurrentLayer<float>)NetworkBuilder.Build<float>(Model("options={\"bias\":false,\"initialStates\":\"ones\",\"layerNormalization\":true,\"outputZoneout\":0.1,\"memoryZoneout\":0.2,\"recurrentDropout\":0.3,\"weightDrop\":0.4}"), Numbers).Layers[0]).Options;
        Assert.Equal((false, InitialStates.Ones, true, 0.1, 0.2, 0.3, 0.4, 0),
            (options.HasBias, options.InitialStates, options.LayerNormalization, options.OutputZoneout, options.MemoryZoneout, options.RecurrentDropout, options.WeightDrop, options.Projection));
    }

    [Fact]
    public void Build_WithABiasScale_DrawsEveryBiasAboutItsValue()
    {
        var model = Model("cell=lstm", "hidden=300", "initialization={\"forgetBias\":1,\"bias\":0.5,\"biasScale\":0.08}");
        var network = NetworkBuilder.Build<double>(model, Numbers with { OutputWidth = 300 });
        network.Initialize(new RandomStream(1));
        var names = network.Parameters.Segments.Where(segment => segment.Name.EndsWith("bias", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["layers.0.bias", "output.bias"], names.Select(segment => segment.Name));
        foreach (var segment in names)
        {
            var values = network.Parameters.ValuesOf(segment);
            for (var gate = 0; gate < values.Columns / 300; gate++)
            {
                var middle = segment.Name == "layers.0.bias" && CellCatalog.Find("lstm").GateNames[gate] == "f" ? 1 : 0.5;
                var drawn = values[0].Slice(300 * gate, 300).ToArray();
                Assert.All(drawn, value => Assert.InRange(value, middle - 0.08, middle + 0.08));
                Assert.InRange(drawn.Average(), middle - 0.01, middle + 0.01);
                Assert.InRange(drawn.Max() - drawn.Min(), 0.15, 0.16);
            }
        }
        Assert.Equal(0.5, FirstBias(Model("cell=lstm", "hidden=3", "initialization={\"bias\":0.5}")));
    }

    static double FirstBias(ModelRecipe model)
    {
        var network = NetworkBuilder.Build<double>(model, Numbers);
        network.Initialize(new RandomStream(1));
        return network.Parameters.ValuesOf(network.Parameters.Segments.Single(segment => segment.Name == "output.bias"))[0][0];
    }

    [Fact]
    public void Build_WithoutAnOutputLayer_EndsWithTheLastRecurrentOne()
    {
        var model = Model("cell=vs-lstm", "hidden=2", "layers=2", "output=none");
        var network = NetworkBuilder.Build<double>(model, Numbers);
        Assert.Equal([typeof(RecurrentLayer<double>), typeof(RecurrentLayer<double>)], network.Layers.Select(layer => layer.GetType()));
        Assert.Equal((2, NetworkBuilder.CountParameters(model, 3, 2)), (network.OutputWidth, network.Parameters.Count));
    }

    [Fact]
    public void Build_WithoutAnOutputLayer_NeedsTheTasksWidth()
    {
        var error = Assert.Throws<RecipeException>(() => NetworkBuilder.Build<double>(Model("hidden=4", "output=none"), Numbers));
        Assert.Equal("model.output is 'none', so the last layer writes the answer: it writes 4 numbers, and this task wants 2; set model.hidden to 2, or model.output to dense.", error.Message);
        error = Assert.Throws<RecipeException>(() => Model("output=none", "outputBias=false"));
        Assert.Contains("model.outputBias is of the dense layer, which model.output 'none' leaves away", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WithFunctions_HandsThemOn()
    {
        var settings = ((RecurrentLayer<float>)NetworkBuilder.Build<float>(Model("options={\"gateFunction\":\"hard-sigmoid\",\"candidateFunction\":\"relu\",\"outputFunction\":\"identity\"}"), Numbers).Layers[0]).Options.Settings;
        Assert.Equal((ActivationKind.HardSigmoid, ActivationKind.Relu, ActivationKind.Identity), (settings.Gate!.Value.Kind, settings.Candidate!.Value.Kind, settings.Output!.Value.Kind));
        Assert.Equal(CellSettings.Default, ((RecurrentLayer<float>)NetworkBuilder.Build<float>(Model("hidden=3"), Numbers).Layers[0]).Options.Settings);
    }

    [Theory]
    [InlineData("network=[{\"kind\":\"embedding\"}]", false, "model.network[0] (embedding) reads symbols, but gets numbers")]
    [InlineData("network=[{\"kind\":\"normalization\"}]", true, "model.network[0] (normalization) reads numbers, but gets symbols")]
    [InlineData("network=[{\"kind\":\"recurrent\"},{\"kind\":\"recurrent\",\"cell\":\"gru\",\"options\":{\"projection\":3}}]", false, "model.network[1] (recurrent): Layer 'layers.1': the output of cell 'gru' cannot be projected")]
    [InlineData("network=[{\"kind\":\"recurrent\"},{\"kind\":\"pool\"}]", false, "model.network pools, and this task wants an answer at each step")]
    [InlineData("initialization.values={\"layers.0.inputs\":[]}", false, "model.initialization.values: parameter 'layers.0.inputs' is not there. Did you mean 'layers.0.input'?")]
    [InlineData("initialization.values={\"output.bias\":[[1,2,3]]}", false, "model.initialization.values: 'output.bias' must be 1 rows [ … ] of 2 numbers")]
    public void Build_OfWhatDoesNotFit_SaysWhere(string setting, bool symbols, string expected)
    {
        var model = Model("hidden=4", setting);
        var error = Assert.Throws<RecipeException>(() => StartingValues.Of(model.Initialization, NetworkBuilder.Build<float>(model, symbols ? Symbols : Numbers).Parameters));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_Given_AreTheFirstWeights()
    {
        var recipe = RecipeReader.Read("parity", ["model.hidden=1", "model.outputBias=false", "model.initialization.values={\"output.weight\":[[0.25,-3]]}"]);
        var parts = new ExperimentParts<double>(recipe, 1, MemoryCheck.AvailableBytes);
        parts.Initialize();
        Assert.Equal([0.25, -3], parts.Network.Parameters.Values[^2..].ToArray());
    }

    [Theory]
    [InlineData(null, 0, "crossEntropy")]
    [InlineData(null, 3, "squaredError")]
    [InlineData("huber", 3, "huber")]
    public void Loss_LeftOut_IsTheUsualOneOfTheTargets(string? kind, int targetWidth, string expected) =>
        Assert.Equal(LossCatalog.Find(expected).Defaults with { Reduction = LossReduction.Sum }, LossBuilder.Build(new LossRecipe { Kind = kind, Reduction = "sum" }, Numbers with { TargetWidth = targetWidth }));

    [Fact]
    public void Loss_OfTheOtherTargets_IsRefused()
    {
        var error = Assert.Throws<RecipeException>(() => LossBuilder.Build(new LossRecipe { Kind = "huber" }, Numbers));
        Assert.Equal("loss.kind 'huber' compares with values, and this task has classes; leave it out for the usual one.", error.Message);
    }

    [Fact]
    public void Build_WithATiedOutput_ReadsWithTheEmbeddingsTable()
    {
        var model = Model("output=tied", "hidden=6", "network=[{\"kind\":\"embedding\",\"width\":6},{\"kind\":\"recurrent\"}]");
        var network = NetworkBuilder.Build<float>(model, Symbols with { OutputWidth = 3 });
        Assert.IsType<TiedDenseLayer<float>>(network.Layers[^1]);
        Assert.Equal(["layers.0.table", "output.bias"], network.Parameters.Segments.Select(segment => segment.Name).Where(name => !name.StartsWith("layers.1", StringComparison.Ordinal)));
        Assert.Equal(NetworkBuilder.CountParameters(model, 3, 3), network.Parameters.Count);

        // Its table starts as small as a dense layer's weights, not with numbers around 1.
        network.Initialize(new RandomStream(1));
        Assert.All(network.Parameters.Values[..18].ToArray(), value => Assert.InRange(Math.Abs(value), 0, 0.9));
    }

    [Theory]
    [InlineData("{\"kind\":\"embedding\",\"width\":5},{\"kind\":\"recurrent\"}", 3, "model.output is 'tied' to an embedding of 5 numbers a symbol, and the last layer writes 6; give both the same width.")]
    [InlineData("{\"kind\":\"embedding\",\"width\":6},{\"kind\":\"recurrent\"}", 2, "model.output is 'tied', so the task must want the symbols that it gives; it gives 3 and wants one of 2. Set model.output to dense.")]
    public void Build_OfATiedOutputThatDoesNotFit_IsRefused(string layers, int wanted, string line) =>
        Assert.Equal(line, Assert.Throws<RecipeException>(() => NetworkBuilder.Build<float>(Model("output=tied", "hidden=6", $"network=[{layers}]"), Symbols with { OutputWidth = wanted })).Message);

    [Theory]
    [InlineData("network=null", "model.output is 'tied', which needs an embedding to be tied to; begin model.network with a layer of kind 'embedding'.")]
    [InlineData("outputBias=false", "model.output 'tied' always has a bias; leave model.outputBias out.")]
    public void Recipe_WithATiedOutputAndNothingToTieItTo_IsRefused(string setting, string line) =>
        Assert.EndsWith(line, Assert.Throws<RecipeException>(() => Model("network=[{\"kind\":\"embedding\"}]", "output=tied", setting)).Message);
}
