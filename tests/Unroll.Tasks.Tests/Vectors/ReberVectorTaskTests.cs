using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Grammar;
using Unroll.Tasks.Vectors;
using Unroll.Training;

namespace Unroll.Tasks.Tests.Vectors;

public sealed class ReberVectorTaskTests
{
    static ReberVectorTask<double> New(bool embedded, int batch = 1, ulong seed = 2, int train = 20, int test = 30) =>
        new(new ReberVectorOptions { Embedded = embedded, TrainCount = train, TestCount = test }, new TaskSetting(seed, batch, 1));

    static char LetterOf(ReadOnlySpan<double> vector)
    {
        Assert.Equal(1, vector.ToArray().Sum());
        return ReberGrammar.Letters[vector.IndexOf(1)];
    }

    // The strings of an epoch, each from its inputs and its last target.
    static List<string> StringsOf(ReberVectorTask<double> task)
    {
        var strings = new List<string>();
        var batch = new Batch<double>(task.Shape);
        for (var step = 0; step < task.Shape.StepsPerEpoch; step++)
        {
            task.Fill(batch, step, 0);
            var letters = Enumerable.Range(0, batch.Steps).Select(at => LetterOf(batch.Dense[at, 0])).ToArray();
            var wanted = Enumerable.Range(0, batch.Steps).Select(at => LetterOf(batch.TargetValues[at, 0])).ToArray();
            Assert.Equal(letters[1..], wanted[..^1]);
            strings.Add(new string(letters) + wanted[^1]);
        }
        return strings;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fill_GivesEveryTrainingStringOnceAnEpoch(bool embedded)
    {
        var task = New(embedded);
        var grammar = embedded ? ReberGrammar.CreateEmbedded() : ReberGrammar.CreatePlain();
        var strings = StringsOf(task);
        Assert.Equal(20, strings.Count);
        Assert.True(strings.Distinct().Count() > 10);
        Assert.All(strings, text => grammar.Read(text, whole: true));
        Assert.NotEqual(strings.Order(), StringsOf(New(embedded, seed: 3)).Order());
        Assert.Equal(strings, StringsOf(New(embedded)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Evaluate_OfANetworkThatAlwaysSaysTheSame_FindsWhatItFindsByHand(bool embedded)
    {
        var task = New(embedded, batch: 7);
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, [new DenseLayer<double>(plan, "map", 7, 7)]);
        network.Parameters.Values[^7..].Clear();
        network.Parameters.Values[^1] = 1;   // E, and E alone
        network.Parameters.MarkChanged();
        var metrics = task.Evaluate(network, WorkerTeam.Single);
        Assert.Equal(task.MetricNames.Order(), metrics.Keys.Order());
        Assert.Equal((0.0, 0.0), (metrics["solved"], metrics["test.stringAccuracy"]));
        // One step of each string (two of an embedded one) has E alone to come; its vector is read there with ties too, and nowhere else.
        var strings = StringsOf(New(embedded));
        var share = strings.Count * (embedded ? 2.0 : 1) / strings.Sum(text => text.Length - 1);
        Assert.Equal(share, metrics["training.letterAccuracy"], 12);
        Assert.Equal(share, metrics["training.tiesAccuracy"], 12);
    }

    [Theory]
    [InlineData("BTQ", "has at position 3: 'Q' is none of the letters BTSXPVE; there may stand S or X.")]
    [InlineData("BTV", "has at position 3: 'V' is outside the grammar; there may stand S or X.")]
    [InlineData("", "is empty; a string of this grammar begins with B.")]
    public void ReadRows_OutsideTheGrammar_SaysWhereInOneLine(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => New(embedded: false).ReadRows(text)).Message);

    [Fact]
    public void ReadRows_OfALegalBeginning_IsItsVectors() =>
        Assert.Equal("BTSX", string.Concat(New(embedded: false).ReadRows("B T SX").Select(row => LetterOf(row))));
}
