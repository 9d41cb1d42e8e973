using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;

namespace Unroll.Cli.Tests.Commands;

public sealed class SweepCommandTests
{
    [Fact]
    public void Seeds_ToTheEnd_AreSummarised()
    {
        using var session = new Session();
        var answer = session.Run("train", session.Recipe(), "--seeds", "3", "--run", "s");
        Assert.Equal(0, answer.Code);
        Assert.Contains("tiny, seeds 1 to 3", answer.Output);
        Assert.Contains("3 of 3 seeds met what the recipe expects: 100.0 % (95 % interval 43.9 to 100.0 %, Wilson)", answer.Output);
        Assert.Contains("3/3 seed-", answer.Error);
        Assert.Equal(["results.csv", "results.json", "runs.csv", "seed-1", "seed-2", "seed-3", "sweep.json"], Names(session, "s"));
        Assert.StartsWith("metric,runs,measured,median,lowerQuartile,upperQuartile,best,worst,mean\n", File.ReadAllText(Path.Combine(session.Folder, "s", "results.csv")));
        Assert.Equal(0, session.Run("evaluate", "s/seed-2", "--json").Code);
    }

    [Fact]
    public void Seeds_WithJson_AreOneObject()
    {
        using var session = new Session();
        var answer = session.Run("train", session.Recipe(), "--seeds", "2", "--seed", "8", "--metric", "train.steps", "--json", "--quiet");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Equal(1, answer.Output.Count(c => c == '\n'));
        using var json = JsonDocument.Parse(answer.Output);
        Assert.Equal("train.steps", json.RootElement.GetProperty("metric").GetString());
        Assert.Equal([8, 9], json.RootElement.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetInt32()));
        Assert.Equal(8, json.RootElement.GetProperty("metrics").GetProperty("train.steps").GetProperty("median").GetDouble());
        Assert.Equal(2, json.RootElement.GetProperty("success").GetProperty("met").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public void Seeds_ThatMissWhatIsExpected_AreToldAndFail()
    {
        using var session = new Session();
        var recipe = session.Recipe(Session.TinyRecipe.Replace("\"atLeast\": 0", "\"atLeast\": 1", StringComparison.Ordinal));
        var answer = session.Run("train", recipe, "--seeds", "2", "--quiet");
        Assert.Equal((1, "unroll: 2 of 2 seeds diverged or missed what the recipe expects: 1, 2.\n"), (answer.Code, answer.Error));
        Assert.Contains("  seed 1: test.lastBitAccuracy is ", answer.Output);
    }

    [Fact]
    public void Sweep_ToTheEnd_RanksAndWritesItsFiles()
    {
        using var session = new Session();
        var answer = session.Run("sweep", session.Recipe(), "--grid", "train.batch=8,16", "--grid", "model.cell=gru,lstm", "--metric", "train.lossPerTarget", "--run", "w", "--page", "page.md");
        Assert.Equal(0, answer.Code);
        Assert.Contains("tiny: best by train.lossPerTarget: train.batch=", answer.Output);
        Assert.Equal(5, File.ReadLines(Path.Combine(session.Folder, "w", "results.csv")).Count());
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(session.Folder, "w", "results.json")));
        var scores = json.RootElement.GetProperty("ranking").EnumerateArray().Select(point => point.GetProperty("score").GetDouble()).ToList();
        Assert.Equal(4, scores.Count);
        Assert.Equal(scores.Order(), scores);
        var page = File.ReadAllText(Path.Combine(session.Folder, "page.md"));
        Assert.Contains("--grid train.batch=8,16 --grid model.cell=gru,lstm --metric train.lossPerTarget\n```", page);
        Assert.Contains("| rank | train.batch | model.cell | epochs | `train.lossPerTarget` |", page);
    }

    [Fact]
    public void Sweep_OnATerminal_DrawsOverItsOwnLinesAndTakesThemAway()
    {
        using var session = new Session { ErrorIsTerminal = true };
        var answer = session.Run("sweep", session.Recipe(), "--grid", "train.batch=8,16", "--run", "w");
        Assert.Equal(0, answer.Code);
        Assert.Contains("2 of 2 done", answer.Error);
        Assert.Contains("best so far, by test.lastBitAccuracy:", answer.Error);
        Assert.EndsWith("A\u001b[J", answer.Error);
        Assert.DoesNotContain('\u001b', answer.Output);
    }

    [Fact]
    public void Sweep_Narrow_IsAList()
    {
        using var session = new Session { Width = 40 };
        Assert.Contains("rank 1\n  train.batch ", session.Run("sweep", session.Recipe(), "--grid", "train.batch=8,16", "--quiet").Output);
    }

    [Fact]
    public void DryRun_OfAHalving_ListsItAndTrainsNothing()
    {
        using var session = new Session();
        var answer = session.Run("sweep", session.Recipe(), "--grid", "train.batch=8,16", "--grid", "model.hidden=3,4", "--halving", "2", "--seeds", "2", "--dry-run");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Equal(
            """
               1  train.batch=8 model.hidden=3
               2  train.batch=8 model.hidden=4
               3  train.batch=16 model.hidden=3
               4  train.batch=16 model.hidden=4
            round: 4 points to epoch 1
            round: 2 points to epoch 2
            8 runs, seeds 1, 2; chosen by the largest test.lastBitAccuracy; nothing was trained

            """.ReplaceLineEndings("\n"), answer.Output);
        Assert.False(Directory.Exists(Path.Combine(session.Folder, "runs")));
        using var json = JsonDocument.Parse(session.Run("sweep", session.Recipe(), "--random", "3", "--range", "train.optimizer.rate=log:0.001..0.1", "--dry-run", "--json").Output);
        Assert.Equal(3, json.RootElement.GetProperty("points").GetArrayLength());
    }

    [Fact]
    public void Sweep_AskedToStop_SaysHowToGoOn()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var session = new Session { Stop = stop.Token };
        var answer = session.Run("sweep", session.Recipe(), "--grid", "train.batch=8,16", "--run", "w", "--quiet");
        Assert.Equal((130, ""), (answer.Code, answer.Output));
        Assert.Equal($"unroll: stopped with 0 of 2 runs done; all are saved. Go on with: {Program(answer.Error)} sweep {Path.Combine(session.Folder, "tiny.json")} --grid train.batch=8,16 --quiet --run {Path.Combine(session.Folder, "w")} --resume\n", answer.Error);
        Assert.Equal(2, session.Run("sweep", session.Recipe(), "--grid", "train.batch=8,16", "--run", "w", "--quiet").Code);
    }

    [Fact]
    public void Train_OfASweepsRecipe_NamesTheCommand()
    {
        using var session = new Session();
        var answer = session.Run("train", "parity-variable-sweep");
        Assert.Equal((2, "unroll: parity-variable-sweep: is a sweep over train.batch, train.optimizer.rate; run it with 'unroll sweep', or choose one run with --set sweep=null and a --set for each path.\n"), (answer.Code, answer.Error));
    }

    static string Program(string error) => error.Split("Go on with: ")[1].Split(" sweep ")[0];

    static string[] Names(Session session, string folder) => [.. Directory.GetFileSystemEntries(Path.Combine(session.Folder, folder)).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];
}
