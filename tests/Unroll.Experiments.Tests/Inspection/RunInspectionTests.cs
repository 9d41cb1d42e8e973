using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Inspection;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

namespace Unroll.Experiments.Tests.Inspection;

public sealed class RunInspectionTests
{
    static string Trained(TemporaryFolder folder, params string[] settings)
    {
        Some.Run(Some.Epochs(["train.epochs=1", "model.layers=2", .. settings]), folder["run"]);
        return folder["run"];
    }

    static InspectionReport Inspect(string run, string? input = null, int row = 0) => RunInspection.Inspect(run, input, row, new StepListener());

    static double[][] Values(InspectionReport report, string layer, string name) => [.. report.Series.Single(series => (series.Layer, series.Name) == (layer, name)).Values];

    [Fact]
    public void Inspect_OfARun_SatisfiesTheCellsEquations()
    {
        using var folder = new TemporaryFolder();
        var report = Inspect(Trained(folder));
        Assert.Equal(["i", "f", "g", "o", "h", "c", "i", "f", "g", "o", "h", "c"], report.Series.Select(series => series.Name));
        Assert.Equal((6, 6, 3), (report.Steps.Count, report.Answers.Count, (int)report.TrainedSteps));
        foreach (var layer in new[] { "layers.0", "layers.1" })
        {
            double[][] i = Values(report, layer, "i"), f = Values(report, layer, "f"), g = Values(report, layer, "g"), o = Values(report, layer, "o"), h = Values(report, layer, "h"), c = Values(report, layer, "c");
            for (var step = 0; step < 6; step++)
            {
                for (var unit = 0; unit < 5; unit++)
                {
                    Assert.Equal(f[step][unit] * (step > 0 ? c[step - 1][unit] : 0) + i[step][unit] * g[step][unit], c[step][unit], 1e-6);
                    Assert.Equal(o[step][unit] * Math.Tanh(c[step][unit]), h[step][unit], 1e-6);
                }
            }
        }
    }

    [Fact]
    public void Inspect_OfATrainingSequence_HasTargetsAndTheLossOfEachStep()
    {
        using var folder = new TemporaryFolder();
        var run = Trained(folder);
        var report = Inspect(run, row: 2);
        var parity = 0;
        for (var step = 0; step < report.Steps.Count; step++)
        {
            parity ^= report.Steps[step].Symbol!.Value;
            var answer = report.Answers[step];
            Assert.Equal(parity, answer.TargetClass);
            var wanted = -Math.Log(Math.Exp(answer.Output[parity]) / (Math.Exp(answer.Output[0]) + Math.Exp(answer.Output[1])));
            Assert.Equal(wanted, answer.Loss!.Value, 1e-5);
        }
        Assert.NotEqual(report.Steps.Select(step => step.Symbol), Inspect(run, row: 3).Steps.Select(step => step.Symbol));
    }

    [Fact]
    public void Inspect_OfAnInput_ReadsItAndWantsNothing()
    {
        using var folder = new TemporaryFolder();
        var run = Trained(folder, "model.cell=gru", "model.precision=double");
        var report = Inspect(run, "0 1 1 0 1 1 1 1");   // longer than any training sequence
        Assert.Equal([0, 1, 1, 0, 1, 1, 1, 1], report.Steps.Select(step => step.Symbol));
        Assert.All(report.Answers, answer => Assert.Null(answer.Loss));
        Assert.Equal(Values(report, "layers.0", "z"), Values(Inspect(run, "01101111"), "layers.0", "z"));
    }

    [Theory]
    [InlineData("0 2", "'2'")]
    [InlineData("", "is empty")]
    [InlineData("abc", "'a'")]
    public void Inspect_OfAnInputThatIsNone_SaysWhatIs(string input, string word)
    {
        using var folder = new TemporaryFolder();
        var failure = Assert.Throws<RunException>(() => Inspect(Trained(folder), input));
        Assert.Contains(word, failure.Message, StringComparison.Ordinal);
        Assert.Contains("0 to 1", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsMisuse);
    }

    [Fact]
    public void Rows_OfAnotherWidth_AreRefused()
    {
        Assert.Equal([[0.5, 1], [-2e3, 0]], InspectionInput.Rows("0.5 1; -2e3,0", 2));
        Assert.Contains("'3'", Assert.Throws<RunException>(() => InspectionInput.Rows("1 2; 3", 2)).Message, StringComparison.Ordinal);
        Assert.Contains("'x'", Assert.Throws<RunException>(() => InspectionInput.Rows("1 x", 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_OfARowThatIsNotThere_SaysHowManyThereAre()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("sequence 9 was asked for; the first training batch has 8, counted from 1", Assert.Throws<RunException>(() => Inspect(Trained(folder), row: 8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_OfAnInspection_HoldEveryNumber()
    {
        using var folder = new TemporaryFolder();
        var report = Inspect(Trained(folder));
        var cell = report.Series[7].Values[4][3];   // layers.1, f
        using var json = JsonDocument.Parse(InspectionText.Json(report));
        var layer = json.RootElement.GetProperty("layers")[1];
        Assert.Equal(cell, layer.GetProperty("gates").GetProperty("f")[4][3].GetDouble());
        Assert.Equal(report.Series[11].Values[5][0], layer.GetProperty("states").GetProperty("c")[5][0].GetDouble());
        Assert.Equal(report.Answers[2].Loss, json.RootElement.GetProperty("answers")[2].GetProperty("loss").GetDouble());
        using var csv = new StringWriter { NewLine = "\n" };
        InspectionText.WriteCsv(csv, report);
        var lines = csv.ToString().Split('\n');
        Assert.Equal("layer,kind,name,step,unit,value", lines[0]);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"layers.1,gate,f,4,3,{cell:R}"), lines);
        Assert.Equal(1 + 6 + 12 * 6 * 5 + 6 * 2 + 6 + 1, lines.Length);
    }

    [Fact]
    public void Log_OfARun_HasTheReportsLinesForEveryStepAndTheWeightsAtItsEnd()
    {
        using var folder = new TemporaryFolder();
        var run = Trained(folder, "model.cell=vs-lstm", "model.layers=1");
        using var log = new StringWriter { NewLine = "\n" };
        RunInspection.WriteLog(run, null, 0, new StepListener(), log);
        var lines = log.ToString().Split('\n');
        var report = Inspect(run);
        foreach (var name in new[] { "stimulus", "  gate ξ", "  gate μ", "  gate θ", "  gate ι", "  memory ζ", "  tanh(ζ)", "  output h", "prediction", "actual target", "step error" })
            Assert.Equal(6, lines.Count(line => line.StartsWith($"  {name} ", StringComparison.Ordinal)));
        var memory = Values(report, "layers.0", "ζ")[0][0];
        Assert.Contains(lines, line => line.StartsWith("    tanh(ζ)", StringComparison.Ordinal) && line.Contains($" {Math.Tanh(memory).ToString("0.######", CultureInfo.InvariantCulture)} ", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("  sequence error", StringComparison.Ordinal));
        Assert.Contains("  layers.0.recurrent [5, 20]", lines);
        Assert.Contains("  output.bias [1, 2]", lines);
    }

    // One batch is all the data: the reading after the last update and a look at the finished run see the same weights and the same batch.
    [Fact]
    public void Measure_OfARunsEnd_TellsWhatItsLastReadingDid()
    {
        using var folder = new TemporaryFolder();
        var recipe = Some.Epochs("task.count=16", "task.trainCount=8", "train.workers=1", "train.epochs=3", "model.precision=double");
        Experiment.Create(recipe).Run(folder["run"], Some.Options() with { InstrumentEvery = 3 }, new StepListener());
        using var json = JsonDocument.Parse(Assert.Single(File.ReadAllLines(Path.Combine(folder["run"], "instruments.jsonl"))));
        var reading = RunInspection.Measure(folder["run"], new StepListener());
        Assert.Equal(json.RootElement.GetProperty("loss").GetDouble(), reading.Loss, 1e-12);
        var layer = json.RootElement.GetProperty("layers")[0];
        var lags = layer.GetProperty("gradientByLag").EnumerateArray().Select(norm => norm.GetDouble()).ToArray();
        Assert.Equal(6, lags.Length);
        Assert.All(lags.Zip(reading.Lags[0].Norms), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        foreach (var gate in reading.Layers[0].Gates)
        {
            var one = layer.GetProperty("gates").GetProperty(gate.Name);
            Assert.Equal(one.GetProperty("mean").GetDouble(), gate.Mean, 1e-12);
            Assert.Equal((one.GetProperty("low").GetDouble(), one.GetProperty("high").GetDouble()), (gate.SaturatedLow, gate.SaturatedHigh));
            Assert.Equal(one.GetProperty("radius").GetDouble(), gate.SpectralRadius);
        }
        Assert.Equal(["layers.0.input", "layers.0.recurrent", "layers.0.bias", "output.weight", "output.bias"], reading.Segments.Select(segment => segment.Key));
        Assert.All(reading.Segments, segment => Assert.True(segment.Value > 0, segment.Key));
    }

    [Fact]
    public void Measure_OfARunWithACurriculum_IsOfTheStageItCameTo()
    {
        using var folder = new TemporaryFolder();
        Some.Run(Some.Endless("task.curriculum={\"start\":2,\"most\":9,\"threshold\":5}"), folder["run"]);
        Assert.Equal(9, RunInspection.Measure(folder["run"], new StepListener()).Lags[0].Norms.Count);
        Assert.Equal(9, Inspect(folder["run"]).Steps.Count);
    }

    [Fact]
    public void Measure_OfBatchesThatGoOnFromOneAnother_IsRefusedRatherThanEmpty()
    {
        using var folder = new TemporaryFolder();
        Some.Run(RecipeReader.Read("binary-lags-small", ["train.steps=10", "expect=[]"]), folder["run"]);
        var error = Assert.Throws<RunException>(() => RunInspection.Measure(folder["run"], new StepListener()));
        Assert.StartsWith("binary-lags-small: its batches go on from one another and mean nothing by themselves, so there is nothing to measure;", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsMisuse);
    }

    // One answer to a whole sequence belongs to its last step.
    [Fact]
    public void Log_WithFewerAnswersThanSteps_PutsThemAtTheEnd()
    {
        var report = new InspectionReport("r", "f", 5, [new(0, null, [0.5]), new(1, null, [0.25]), new(2, null, [-1])], [new("rnn", true, "h", [[1], [2], [3]])], [new([0.75], null, [0.875], 0.125)]);
        using var log = new StringWriter { NewLine = "\n" };
        InspectionLog.Write(log, report);
        var lines = log.ToString().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
        Assert.Equal(
            ["# r, after 5 training steps", "step 1", "stimulus 0.5", "rnn", "output h 1", "step 2", "stimulus 0.25", "rnn", "output h 2", "step 3", "stimulus -1", "rnn", "output h 3", "prediction 0.75", "actual target 0.875", "step error 0.125", "sequence error 0.125", ""],
            lines);
    }

    [Fact]
    public void Inspect_OfARunWithoutACheckpoint_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var run = Trained(folder);
        Directory.Delete(Path.Combine(run, "checkpoints"), recursive: true);
        Assert.Contains("no checkpoint", Assert.Throws<RunException>(() => Inspect(run)).Message, StringComparison.Ordinal);
    }
}
