using System;
using System.IO;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Grammar;
using Unroll.Training;

namespace Unroll.Tasks.Tests.Grammar;

public sealed class ReberTaskTests
{
    static ReberTask<float> New(ReberOptions? options = null, int batch = 1, int workers = 1, ulong seed = 5) => new(options ?? new ReberOptions { Embedded = true }, new TaskSetting(seed, batch, workers));

    static string[] Texts(ReberTask<float> task, long step, int worker)
    {
        var batch = new Batch<float>(task.Shape);
        Assert.True(task.Fill(batch, step, worker));
        return [.. Enumerable.Range(0, batch.Rows).Select(row =>
        {
            var steps = Enumerable.Range(0, batch.Steps).Where(at => batch.Mask?[at, row] ?? true).ToArray();
            Assert.Equal(Enumerable.Range(0, steps.Length), steps);
            Assert.All(Enumerable.Range(steps.Length, batch.Steps - steps.Length), at => Assert.Equal(-1, batch.Targets[at, row][0]));
            Assert.Equal(steps[1..].Select(at => batch.Symbols[at, row][0]), steps[..^1].Select(at => batch.Targets[at, row][0]));
            return ReberGrammar.Write([.. steps.Select(at => batch.Symbols[at, row][0]), batch.Targets[steps[^1], row][0]]);
        })];
    }

    [Fact]
    public void Fill_PicksStringsOfTheTrainingSet_EachAboutAsOften()
    {
        var task = New(new ReberOptions { TrainCount = 20, Shortest = 9, Longest = 30 });
        var training = new ReberData(new ReberOptions { TrainCount = 20, Shortest = 9, Longest = 30 }, new RandomStream(5).Split("reber")).Training.Select(one => ReberGrammar.Write(one)).ToList();
        var picked = Enumerable.Range(0, 4000).Select(step => Texts(task, step, 0)[0]).ToList();
        Assert.Empty(picked.Except(training));
        Assert.All(training.GroupBy(text => text), group => Assert.Equal(group.Count() / 20.0, picked.Count(text => text == group.Key) / 4000.0, 0.02));
    }

    [Fact]
    public void Fill_DependsOnSeedStepWorkerAndRowAlone()
    {
        var (one, other) = (New(batch: 3, workers: 2), New(batch: 3, workers: 2));
        _ = Texts(other, 40, 1);
        Assert.Equal(Texts(one, 7, 1), Texts(other, 7, 1));
        string Both(ReberTask<float> task, int worker) => string.Join(" ", Enumerable.Range(0, 10).SelectMany(step => Texts(task, step, worker)));
        Assert.NotEqual(Both(one, 0), Both(one, 1));
        Assert.NotEqual(Both(one, 0), Both(New(batch: 3, workers: 2, seed: 6), 0));
        Assert.True(Both(one, 0).Split(' ').Distinct().Count() > 10);
    }

    [Fact]
    public void TestStrings_AreNoneOfTheTrainingStrings()
    {
        var data = new ReberData(new ReberOptions(), new RandomStream(1));
        Assert.Equal((256, 256), (data.Training.Count, data.Test.Count));
        Assert.Empty(data.Test.Select(one => ReberGrammar.Write(one)).Intersect(data.Training.Select(one => ReberGrammar.Write(one))));
    }

    [Fact]
    public void Window_OfOne_PresentsTheSameStringsLetterByLetter_AndCountsWholeOnes()
    {
        var task = New(new ReberOptions { Window = 1, TrainCount = 6, TestCount = 3 });
        var batch = new Batch<float>(task.Shape);
        var (text, presented) = ("", 0);
        for (var step = 0; step < 300; step++)
        {
            Assert.True(task.Fill(batch, step, 0));
            Assert.Equal(1, batch.Steps);
            Assert.Equal(text.Length > 0, batch.GoesOn[0]);
            text += ReberGrammar.Letters[batch.Symbols[0, 0][0]];
            if (batch.Targets[0, 0][0] == 6 && text.Length > 8 && text[^2] == 'E')
            {
                _ = ReberGrammar.CreateEmbedded().Read(text + "E", whole: true);
                (text, presented) = ("", presented + 1);
            }
            task.Memory!.Observe(new StepReport(step + 1, 0, 0, 0, 0, 0, 1, 1));
            Assert.StartsWith($"presented {presented} ", task.Memory.Save(), StringComparison.Ordinal);
        }
        Assert.True(presented > 10);
    }

    [Theory]
    [InlineData(new float[] { 1, 5, 0, 0, 4, 0, 0 }, true)]
    [InlineData(new float[] { 4, 5, 0, 0, 4, 0, 0 }, false)]
    [InlineData(new float[] { 6, 5, 0, 0, 4, 0, 0 }, false)]
    [InlineData(new float[] { float.NaN, 5, 0, 0, 4, 0, 0 }, false)]
    public void AreMostActive_WantsEveryLegalOutputAboveEveryOther(float[] outputs, bool wanted) =>
        Assert.Equal(wanted, ReberJudge<float>.AreMostActive(outputs, 1 << 1 | 1 << 4));

    // A network that counts nothing and learns nothing: its output is its bias. Where only B, then T or P, … can be right is known.
    [Fact]
    public void Evaluate_OfANetworkThatAlwaysSaysTheSame_CountsTheLettersItIsRightOn()
    {
        var task = New(new ReberOptions { Embedded = true, TrainCount = 50, TestCount = 20 });
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, [new RecurrentLayer<float>(plan, "layers.0", "elman", 7, 2, new RecurrentOptions()), new DenseLayer<float>(plan, "output", 2, 7, new DenseOptions())]);
        var bias = network.Parameters.Segments.Single(segment => segment.Name == "output.bias");
        new float[] { 0, 2, 0, 0, 1, 0, 0 }.CopyTo(network.Parameters.Values.Slice(bias.Offset, 7));   // T above P above the others
        network.Parameters.MarkChanged();
        var metrics = task.Evaluate(network, WorkerTeam.Single);
        // After the first B both T and P may come, and after the inner string T alone, in strings of T.
        var data = new ReberData(new ReberOptions { Embedded = true, TrainCount = 50, TestCount = 20 }, new RandomStream(5).Split("reber"));
        Assert.Equal(0, metrics["solved"]);
        Assert.Equal(0, metrics["test.stringAccuracy"]);
        Assert.Equal(data.Test.Count(one => one[1] == 1) / 20.0, metrics["test.closingAccuracy"]);
        Assert.Equal(data.Training.Count(one => one[1] == 1) / 50.0, metrics["training.closingAccuracy"]);
        var right = data.Test.Sum(one => 1 + (one[1] == 1 ? 1 : 0) + 1);   // T, P; the closing T; T, P of the inner string
        Assert.Equal(right / (double)data.Test.Sum(one => one.Length - 1), metrics["test.letterAccuracy"], 12);
        Assert.DoesNotContain("sequencesUntilSolved", metrics.Keys);
        Assert.Equal(metrics.Keys.Order(), task.MetricNames.Except(["sequencesUntilSolved"]).Order());
        Assert.StartsWith("not solved: after 0 sequences 0.0 % and 0.0 % of 50 training and 20 test strings", task.Describe(metrics)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_OfARunTakenUp_CountsOnAndKeepsWhenItWasSolved()
    {
        var progress = new ReberProgress(null);
        progress.Observe(new StepReport(1, 0, 0, 0, 0, 0, 3, 9));
        progress.Observe(new StepReport(2, 0, 0, 0, 0, 0, 3, 9));
        progress.Solve();
        progress.Observe(new StepReport(3, 0, 0, 0, 0, 0, 3, 9));
        progress.Solve();
        var other = new ReberProgress(null);
        other.Load(progress.Save());
        Assert.Equal((9, 6), (other.Presented, other.SolvedAfter));
        foreach (var damaged in new[] { "", "presented 9", "presented 9 solved 10", "presented -1 solved 0" })
            Assert.Throws<FormatException>(() => other.Load(damaged));
    }

    [Theory]
    [InlineData("BTXSE\n\nBTQ\n", "trainFile 'FILE', line 3, position 3: 'Q' is none of the letters BTSXPVE; there may stand S or X.")]
    [InlineData("BTXSE\r\nBPVV", "trainFile 'FILE', line 2, position 5: the string ends too early; there must stand E.")]
    [InlineData("\n \n", "trainFile 'FILE' has no strings; write one to a line, for example BTXSE.")]
    public void Strings_OfAFile_OutsideTheGrammar_AreRefusedWithTheirLine(string text, string wanted)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            Assert.Equal(wanted, Assert.Throws<TaskOptionsException>(() => New(new ReberOptions { TrainFile = file })).Message.Replace(file, "FILE", StringComparison.Ordinal));
            File.WriteAllText(file, "BTXSE\r\n  BPVVE \n");
            Assert.Equal(["BPVVE", "BTXSE"], Enumerable.Range(0, 30).Select(step => Texts(New(new ReberOptions { TrainFile = file }), step, 0)[0]).Distinct().Order());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Options_ThatDoNotFit_AreRefusedInOneLine()
    {
        static string Refused(ReberOptions options, int batch = 1) => Assert.Throws<TaskOptionsException>(() => New(options, batch)).Message;
        Assert.Equal("shortest is 9; it must not be over longest, which is 8.", Refused(new ReberOptions { Shortest = 9, Longest = 8 }));
        Assert.Equal("longest leaves 2 different strings, and as good as all of them are in the training set of 256; set task.longest higher or task.trainCount lower.", Refused(new ReberOptions { Longest = 5 }));
        Assert.StartsWith("window is 2, and presents one string after the other, but train.batch is 4", Refused(new ReberOptions { Window = 2 }, 4), StringComparison.Ordinal);
        Assert.StartsWith("testFile 'nowhere.txt' cannot be read: ", Refused(new ReberOptions { TestFile = "nowhere.txt" }), StringComparison.Ordinal);
    }
}
