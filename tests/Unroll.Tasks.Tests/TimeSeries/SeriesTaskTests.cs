using System;
using System.IO;
using System.Linq;
using System.Text;
using Unroll.Tasks.TimeSeries;
using Unroll.Training;
using Unroll.Training.Batching;

namespace Unroll.Tasks.Tests.TimeSeries;

public sealed class SeriesTaskTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("unroll-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string File(string name, string lines, string labels = "@classLabel true a b c\n", int channels = 2)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, FormattableString.Invariant($"@dimensions {channels}\n{labels}@data\n{lines}"));
        return path;
    }

    // Six series of each of three labels, of lengths 1 to 6; the first channel tells which one it is.
    string Some(string name = "train.ts", double shift = 0)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 18; i++)
            text.AppendLine(FormattableString.Invariant($"{string.Join(",", Enumerable.Repeat(i + shift, 1 + i % 6))}:{string.Join(",", Enumerable.Range(0, 1 + i % 6).Select(step => 5 * step))}:{"cab"[i / 6]}"));
        return File(name, text.ToString());
    }

    SeriesOptions Options(Func<SeriesOptions, SeriesOptions>? change = null) => (change ?? (one => one))(new SeriesOptions { Train = Some(), Test = Some("test.ts", 100) });

    static string Refused(SeriesOptions options) => Assert.Throws<TaskOptionsException>(() => SeriesData.Read(options)).Message;

    static double[] Numbers(SequenceDataset<double> data) => [.. Enumerable.Range(0, data.Count).SelectMany(i => data.Inputs.RowsOf(data.NumberOf(i)).ToArray())];

    [Fact]
    public void Series_AreStandardisedByTheTrainingSeriesAlone()
    {
        var data = SeriesData.Read(Options());
        var training = Numbers(data.Training<double>());
        foreach (var channel in new[] { 0, 1 })
        {
            var values = training.Where((_, i) => i % 2 == channel).ToArray();
            Assert.Equal(0, values.Average(), 12);
            Assert.Equal(1, Math.Sqrt(values.Average(value => value * value)), 12);
        }
        // The test series are the same but for a shift of 100 in the first channel, which is some twenty deviations: it is not taken away.
        var test = Numbers(data.Test<double>());
        Assert.All(test.Zip(training).Where((_, i) => i % 2 == 1), pair => Assert.Equal(pair.First, pair.Second, 12));
        Assert.All(test.Zip(training).Where((_, i) => i % 2 == 0), pair => Assert.InRange(pair.First - pair.Second, 18, 22));
    }

    [Fact]
    public void Classes_FollowTheLabels_WhateverTheFilesOrder()
    {
        var targets = SeriesData.Read(Options()).Training<float>().Targets!;
        Assert.Equal([.. Enumerable.Repeat(2, 6), .. Enumerable.Repeat(0, 6), .. Enumerable.Repeat(1, 6)], Enumerable.Range(0, 18).Select(i => targets.ClassesOf(i)[0]));
    }

    [Fact]
    public void Task_WantsOneAnswerToEachSeries_AndMeasuresTheTestFile()
    {
        var task = new SeriesTask<float>(SeriesData.Read(Options()), new TaskSetting(1, 4, 1));
        Assert.Equal((2, 3, 1, true), (task.Shape.InputWidth, task.Shape.OutputWidth, task.Shape.TargetSteps, task.Shape.IsPadded));
        Assert.Equal(["test.accuracy", "test.loss"], task.MetricNames);
        var batch = new Batch<float>(task.Shape);
        var seen = Enumerable.Range(0, task.Shape.StepsPerEpoch).Sum(step => task.Fill(batch, step, 0) ? batch.Rows : 0);
        Assert.Equal(18, seen);
    }

    [Fact]
    public void Folds_KeepEachSeriesOnce_EachLabelEvenly_AndOpenNoTestFile()
    {
        var kept = Enumerable.Range(1, 3).Select(fold => SeriesData.Read(Options(one => one with { Test = "nowhere.ts", Folds = 3, Fold = fold }))).ToList();
        Assert.All(kept, data => Assert.Equal((12, 6, "validation"), (data.Training<float>().Count, data.Test<float>().Count, data.Measured)));
        Assert.All(kept, data => Assert.Equal([0, 0, 1, 1, 2, 2], Enumerable.Range(0, 6).Select(i => data.Test<float>().Targets!.ClassesOf(i)[0]).Order()));
        Assert.Equal(3, kept.Select(data => data.Fingerprint()).Distinct().Count());
        Assert.Equal(["validation.accuracy", "validation.loss"], new SeriesTask<float>(kept[0], new TaskSetting(1, 4, 1)).MetricNames);
    }

    [Fact]
    public void Files_ThatDoNotFit_AreRefusedInOneLine()
    {
        Assert.Equal("train is empty; give the path of a .ts file, --set task.train=FILE.", Refused(new SeriesOptions()));
        Assert.Equal("train 'nowhere.ts' is not there; give the file's path, --set task.train=FILE. The files can be had from https://example.org.", Refused(new SeriesOptions { Train = "nowhere.ts", Source = "https://example.org." }));
        Assert.StartsWith("test 'nowhere.ts' is not there; ", Refused(Options(one => one with { Test = "nowhere.ts" })), StringComparison.Ordinal);
        Assert.Equal($"test: {File("cut.ts", "1,2:3,4")}: line 4: ends in channel 2 without a label; is the file cut short?", Refused(Options(one => one with { Test = File("cut.ts", "1,2:3,4") })));
        Assert.EndsWith("'?' is a missing value; choose what becomes of those (--set task.missing=carry).", Refused(Options(one => one with { Test = File("missing.ts", "1,?:3,4:a") })), StringComparison.Ordinal);
        Assert.Equal(1, SeriesData.Read(Options(one => one with { Test = File("missing.ts", "1,?:3,4:a"), Missing = "carry" })).Test<float>().Count);
        Assert.EndsWith("its series have 1 channels, those of the training file 2; give two files of one problem.", Refused(Options(one => one with { Test = File("narrow.ts", "1,2:a", channels: 1) })), StringComparison.Ordinal);
        Assert.EndsWith("line 5: no training series has the label 'd'; give two files of one problem.", Refused(Options(one => one with { Test = File("strange.ts", "1:2:a\n1:2:d", "@classLabel true\n") })), StringComparison.Ordinal);
        Assert.EndsWith("have no labels (@classLabel); there is nothing to learn.", Refused(Options(one => one with { Train = File("bare.ts", "1:2\n1:3", "") })), StringComparison.Ordinal);
        Assert.EndsWith("all its series have the label 'a'; give at least two kinds.", Refused(Options(one => one with { Train = File("alike.ts", "1:2:a\n1:3:a") })), StringComparison.Ordinal);
        Assert.Equal("fold is 4; it must not be over folds, which is 3.", Refused(Options(one => one with { Folds = 3, Fold = 4 })));
        Assert.EndsWith("the rarest label has 6.", Refused(Options(one => one with { Folds = 7, Fold = 7 })), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_OfOtherSeries_IsRefused()
    {
        var (one, other) = (new SeriesMemory(SeriesData.Read(Options()).Fingerprint()), new SeriesMemory(SeriesData.Read(Options(o => o with { Train = Some("other.ts", 1) })).Fingerprint()));
        one.Load(one.Save());
        Assert.Contains("other series", Assert.Throws<FormatException>(() => other.Load(one.Save())).Message, StringComparison.Ordinal);
        var path = Some("relabelled.ts");
        System.IO.File.WriteAllText(path, System.IO.File.ReadAllText(path).Replace(":a", ":x", StringComparison.Ordinal).Replace(":b", ":a", StringComparison.Ordinal).Replace(":x", ":b", StringComparison.Ordinal));
        var relabelled = new SeriesMemory(SeriesData.Read(Options(o => o with { Train = path })).Fingerprint());
        Assert.Throws<FormatException>(() => relabelled.Load(one.Save()));
    }
}
