using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;

namespace Unroll.Cli.Tests.Commands;

public sealed partial class TrainCommandTests
{
    [Fact]
    public void Train_ToTheEnd_PrintsTheTable()
    {
        using var session = new Session();
        var answer = session.Run("train", session.Recipe(), "--run", "first", "--threads", "2");
        Assert.Equal((0, ""), (answer.Code, string.Concat(answer.Error.Split('\n').Where(l => l.StartsWith("unroll: ", StringComparison.Ordinal)))));
        Assert.Contains("test.lastBitAccuracy", answer.Output);
        Assert.Contains("at least 0: met", answer.Output);
        Assert.Contains($"run: {Path.Combine(session.Folder, "first")}", answer.Output);
    }

    [Fact]
    public void Train_WithJson_PrintsOneObjectAndNothingElse()
    {
        using var session = new Session { ErrorIsTerminal = true };
        var answer = session.Run("train", session.Recipe(), "--json", "--seed", "7", "--run", "j");
        Assert.Equal(0, answer.Code);
        Assert.Equal(1, answer.Output.Count(c => c == '\n'));
        using var json = JsonDocument.Parse(answer.Output);
        Assert.Equal(7, json.RootElement.GetProperty("seed").GetInt64());
        Assert.InRange(json.RootElement.GetProperty("metrics").GetProperty("test.fullLengthAccuracy").GetDouble(), 0, 1);
        Assert.True(json.RootElement.GetProperty("stepsPerSecond").GetDouble() > 0);
        Assert.NotEmpty(answer.Error);
    }

    [Fact]
    public void Train_WithInstruments_WritesTheirReadings()
    {
        using var session = new Session();
        Assert.Equal(0, session.Run("train", session.Recipe(), "--quiet", "--run", "i", "--instruments", "3").Code);
        Assert.Equal(2, File.ReadAllLines(Path.Combine(session.Folder, "i", "instruments.jsonl")).Length);   // of 8 steps
        Assert.Equal(0, session.Run("train", session.Recipe(), "--quiet", "--run", "j", "--instruments").Code);
        Assert.Empty(File.ReadAllText(Path.Combine(session.Folder, "j", "instruments.jsonl")));
        Assert.Equal(2, session.Run("train", session.Recipe(), "--instruments", "0").Code);
    }

    [Fact]
    public void Train_WithALog_FollowsTheTrainingInAFile()
    {
        using var session = new Session();
        Assert.Equal(0, session.Run("train", session.Recipe(), "--quiet", "--run", "r", "--log", "training.log", "--log-every", "3").Code);
        var looks = File.ReadAllLines(Path.Combine(session.Folder, "training.log")).Where(line => line.StartsWith('#')).ToArray();
        Assert.Equal(["# tiny, after 0 training steps", "# tiny, after 3 training steps", "# tiny, after 6 training steps", "# tiny, after 8 training steps"], looks);
        var refused = session.Run("train", session.Recipe(), "--quiet", "--run", "s", "--log", "training.log");
        Assert.Equal((2, "unroll: --log got 'training.log', which is there already: remove it, or name a new file.\n"), (refused.Code, refused.Error.ReplaceLineEndings("\n")));
        Assert.False(Directory.Exists(Path.Combine(session.Folder, "s")));
        Assert.Contains("--log-every is given without --log", session.Run("train", session.Recipe(), "--log-every", "3").Error);
    }

    [Fact]
    public void Train_ToTheEnd_NamesTheShapeOfTheCurve()
    {
        using var session = new Session();
        var answer = session.Run("train", session.Recipe(), "--quiet", "--set", "train.epochs=20", "--set", "train.optimizer.rate=1e-7");
        Assert.Contains("loss curve: plateau: the loss began at 0.", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Try a higher or lower train.optimizer.rate", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfARun_HasItsFigures()
    {
        using var session = new Session();
        var recipe = session.Recipe(Session.TinyRecipe.Replace("\"name\": \"tiny\",", "\"name\": \"tiny\", \"seconds\": 3, \"account\": \"It shows this.\", \"reported\": { \"They\": { \"test.count\": 7 } },", StringComparison.Ordinal));
        var answer = session.Run("train", recipe, "--run", "r", "--page", "page.md");
        Assert.Equal(0, answer.Code);
        Assert.Contains(", about 3 s on 2 cores", answer.Error);
        var page = File.ReadAllText(Path.Combine(session.Folder, "page.md"));
        Assert.StartsWith("# tiny\n", page, StringComparison.Ordinal);
        Assert.Contains("| `test.count` | 32 | 7 |  |\n", page);
        Assert.Contains("at least 0: met |\n", page);
        Assert.Contains("\nIt shows this.\n", page);
        var refused = session.Run("train", recipe, "--run", "r2", "--quiet", "--page", "nowhere/page.md");
        Assert.Equal(2, refused.Code);
        Assert.Contains("--page got 'nowhere/page.md', whose folder is not there: create the folder", refused.Error);
        Assert.False(Directory.Exists(Path.Combine(session.Folder, "r2")));
    }

    // The tiny recipe's steps are its epochs; a network that knows nothing meets "at least 0" and misses "at least 2".
    [Fact]
    public void Page_BesideRunsOfOtherSeeds_SaysHowManyReachWhatIsExpected()
    {
        using var session = new Session();
        var recipe = session.Recipe();
        string[] Run(string seed, params string[] more) => ["train", recipe, "--quiet", "--seed", seed, "--set", "expect=[{\"metric\":\"test.fullLengthAccuracy\",\"atLeast\":0},{\"metric\":\"train.steps\",\"atMost\":1000}]", .. more];
        Assert.Equal(0, session.Run(Run("3", "--run", "runs/a")).Code);
        Assert.Equal(0, session.Run(Run("2", "--run", "runs/study/b")).Code);
        Assert.Equal(0, session.Run(Run("2", "--run", "runs/again")).Code);                                  // the same figures once more
        Assert.Equal(0, session.Run(Run("9", "--set", "model.hidden=3", "--run", "runs/other")).Code);        // another recipe
        File.WriteAllText(Path.Combine(session.Folder, "runs", "metrics.json"), "[1, 2]");                   // no result at all
        Assert.Equal(0, session.Run(Run("1", "--run", "runs/c", "--page", "page.md")).Code);
        var page = File.ReadAllText(Path.Combine(session.Folder, "page.md"));
        Assert.Contains("| seed | updates | `test.fullLengthAccuracy` | expected |\n|---|---|---|---|\n| 1 | ", page, StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], page.Split('\n').Where(line => line.EndsWith("| met |", StringComparison.Ordinal)).Select(line => line.Split('|')[1].Trim()));
        Assert.Contains("\n**3 of 3 seeds reach what is expected.**\n", page, StringComparison.Ordinal);
        session.Run("train", recipe, "--quiet", "--seed", "1", "--set", "expect=[{\"metric\":\"test.fullLengthAccuracy\",\"atLeast\":2}]", "--run", "runs/d", "--page", "missed.md");
        Assert.Contains("\n**0 of 3 seeds reach what is expected.**\n", File.ReadAllText(Path.Combine(session.Folder, "missed.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Quietly_SaysNothingOnStandardError()
    {
        using var session = new Session { ErrorIsTerminal = true };
        var answer = session.Run("train", session.Recipe(), "--quiet");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.NotEmpty(answer.Output);
    }

    [Fact]
    public void Train_WithoutRun_MakesAFolderNamedByTheRecipe()
    {
        using var session = new Session();
        Assert.Equal(0, session.Run("train", session.Recipe(), "--quiet").Code);
        var run = Assert.Single(Directory.GetDirectories(Path.Combine(session.Folder, "runs")));
        Assert.StartsWith("tiny-", Path.GetFileName(run), StringComparison.Ordinal);
        Assert.Equal(0, session.Run("train", session.Recipe(), "--quiet").Code);
        Assert.Equal(2, Directory.GetDirectories(Path.Combine(session.Folder, "runs")).Length);
    }

    [Fact]
    public void Expectation_Missed_PrintsTheResultAndFails()
    {
        using var session = new Session();
        var recipe = session.Recipe(Session.TinyRecipe.Replace("\"atLeast\": 0 }", "\"atLeast\": 1.5 }", StringComparison.Ordinal));
        var answer = session.Run("train", recipe, "--json", "--quiet");
        Assert.Equal(1, answer.Code);
        Assert.StartsWith("{", answer.Output, StringComparison.Ordinal);
        Assert.Matches(ExpectationMissed(), answer.Error);
    }

    [Fact]
    public void Interrupted_Politely_SavesAndSaysHowToGoOn()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var session = new Session { Stop = stop.Token };
        var answer = session.Run("train", session.Recipe(), "--json", "--run", "half way");
        Assert.Equal((130, ""), (answer.Code, answer.Output));
        Assert.Contains($"Go on with: unroll train {session.Folder}/tiny.json --json --run '{session.Folder}/half way' --resume", answer.Error.Replace('\\', '/'));
    }

    [Fact]
    public void Run_FolderInUse_IsRefusedAndLeftAlone()
    {
        using var session = new Session();
        var recipe = session.Recipe();
        Assert.Equal(0, session.Run("train", recipe, "--run", "r", "--quiet").Code);
        var before = Contents(Path.Combine(session.Folder, "r"));
        var again = session.Run("train", recipe, "--run", "r", "--quiet");
        AssertRefused(2, again);
        AssertRefused(2, session.Run("train", recipe, "--run", "r", "--quiet", "--resume", "--set", "model.hidden=5"));
        Assert.Equal(before, Contents(Path.Combine(session.Folder, "r")));
    }

    [SkippableFact]
    public void Run_FolderThatCannotBeWritten_IsOneLine()
    {
        Skip.If(OperatingSystem.IsWindows(), "there is no /proc on Windows");
        using var session = new Session();
        var answer = session.Run("train", session.Recipe(), "--run", "/proc/nothing-can-be-made-here", "--quiet");
        AssertRefused(1, answer);
        Assert.Equal("unroll: /proc/nothing-can-be-made-here: the folder cannot be made: the system takes no folder there; name another with --run.\n", answer.Error);
        File.WriteAllText(Path.Combine(session.Folder, "file"), "");
        AssertRefused(2, session.Run("train", session.Recipe(), "--run", "file", "--quiet"));
    }

    [Fact]
    public void Lengths_BeyondMemory_AreRefusedBeforeAnyWork()
    {
        using var session = new Session();
        var answer = session.Run("train", session.Recipe(), "--set", "task.length=10000000", "--set", "model.hidden=4096", "--run", "big");
        Assert.Equal((2, ""), (answer.Code, answer.Output));
        Assert.Equal(1, answer.Error.Count(c => c == '\n'));
        Assert.Matches(@"\d", answer.Error);
        Assert.False(Directory.Exists(Path.Combine(session.Folder, "big")));
    }

    [Fact]
    public void Evaluate_AfterTraining_MeasuresTheSame()
    {
        using var session = new Session();
        var trained = session.Run("train", session.Recipe(), "--run", "r", "--quiet", "--json");
        var evaluated = session.Run("evaluate", "r", "--json");
        Assert.Equal(0, evaluated.Code);
        using var first = JsonDocument.Parse(trained.Output);
        using var second = JsonDocument.Parse(evaluated.Output);
        var name = "test.fullLengthAccuracy";
        Assert.Equal(first.RootElement.GetProperty("metrics").GetProperty(name).GetDouble(), second.RootElement.GetProperty("metrics").GetProperty(name).GetDouble());
    }

    [Fact]
    public void Evaluate_PastADamagedCheckpoint_SaysWhichItMeasured()
    {
        using var session = new Session();
        Assert.Equal(0, session.Run("train", session.Recipe(), "--run", "r", "--quiet", "--set", "train.checkpointEvery=1").Code);
        var checkpoints = Directory.GetFiles(Path.Combine(session.Folder, "r", "checkpoints")).Order(StringComparer.Ordinal).ToList();
        File.WriteAllText(checkpoints[^1], "");
        var answer = session.Run("evaluate", "r", "--json");
        Assert.Equal(0, answer.Code);
        Assert.Contains($"using {Path.GetFileName(checkpoints[^2])} instead", answer.Error);
    }

    [Fact]
    public void Evaluate_OfAFolderWithoutARun_IsOneLine()
    {
        using var session = new Session();
        Directory.CreateDirectory(Path.Combine(session.Folder, "empty"));
        AssertRefused(2, session.Run("evaluate", "empty"));
    }

    [Fact]
    public void Evaluate_OfWhatIsNearlyARunFolder_SaysWhatWasMeant()
    {
        using var session = new Session();
        Assert.Equal(0, session.Run("train", session.Recipe(), "--run", Path.Combine(session.Folder, "runs", "first"), "--quiet").Code);
        foreach (var (run, hint) in new[]
        {
            ("tiny.json", "'tiny.json' is a file, not a run folder."),
            ("runs/frist", "Did you mean 'runs/first'?"),
            ("runs/frist/", "Did you mean 'runs/first'?"),
            ("frist", "Did you mean 'runs/first'?"),
            ("runs", "'runs' is a folder of run folders. Give one of them, for example 'runs/first'."),
        })
        {
            var answer = session.Run("evaluate", run);
            AssertRefused(2, answer);
            Assert.Contains(hint.Replace('/', Path.DirectorySeparatorChar), answer.Error.Replace('/', Path.DirectorySeparatorChar));
        }
    }

    [Fact]
    public void Show_OfARecipe_CanBeTrained()
    {
        using var session = new Session();
        var shown = session.Run("show", session.Recipe(), "--set", "train.seed=9");
        Assert.Equal((0, ""), (shown.Code, shown.Error));
        using var json = JsonDocument.Parse(shown.Output);
        Assert.Equal(9, json.RootElement.GetProperty("train").GetProperty("seed").GetInt64());
        Assert.Equal(0, session.Run("train", session.Recipe(shown.Output, "shown.json"), "--quiet").Code);
    }

    [Fact]
    public void Recipes_Listed_HaveParityFirstInReach()
    {
        using var session = new Session();
        var table = session.Run("recipes");
        using var narrow = new Session { Width = 40 };
        Assert.Contains("parity-report-variable-27\n  ", narrow.Run("recipes").Output);
        Assert.Equal((0, ""), (table.Code, table.Error));
        Assert.Contains("parity-report-variable-27", table.Output);
        using var json = JsonDocument.Parse(session.Run("recipes", "--json").Output);
        var names = json.RootElement.GetProperty("recipes").EnumerateArray().Select(r => r.GetProperty("name").GetString()).ToList();
        Assert.Contains("parity", names);
        Assert.Contains("parity-report-uniform", names);
        Assert.All(json.RootElement.GetProperty("recipes").EnumerateArray(), r => Assert.False(string.IsNullOrEmpty(r.GetProperty("description").GetString())));
    }

    static void AssertRefused(int code, Answer answer)
    {
        Assert.Equal((code, ""), (answer.Code, answer.Output));
        Assert.StartsWith("unroll: ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(1, answer.Error.Count(c => c == '\n'));
        Assert.DoesNotContain("unexpected", answer.Error);
    }

    static string Contents(string folder) =>
        string.Join('\n', Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => $"{f} {Convert.ToHexString(File.ReadAllBytes(f))}"));

    [GeneratedRegex(@"^unroll: expectation missed: test\.lastBitAccuracy is \d+\.\d+ %, wanted at least 1\.5\.\n$")]
    private static partial Regex ExpectationMissed();

    [Fact]
    public void Recipe_OfARunThatIsDamaged_IsTheSameFailureWhenTrainedAndEvaluated()
    {
        using var session = new Session();
        var run = System.IO.Path.Combine(session.Folder, "runs", "first");
        Assert.Equal(0, session.Run("train", session.Recipe(), "--run", run, "--quiet").Code);
        System.IO.File.WriteAllText(System.IO.Path.Combine(run, "recipe.json"), "{ \"name\": ");
        var trained = session.Run("train", session.Recipe(), "--run", run, "--resume");
        var evaluated = session.Run("evaluate", run);
        Assert.Equal((1, ""), (trained.Code, trained.Output));
        Assert.Equal(trained, evaluated);
        Assert.Matches("^unroll: .*: the run's recipe cannot be read: .*recipe.json: line 1, byte 11: [^\n]*\n$", trained.Error);
        Assert.DoesNotContain("LineNumber", trained.Error);
    }
}
