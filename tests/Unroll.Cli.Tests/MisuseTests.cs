using System;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Unroll.Cli.Tests;

/// <summary>Bad use gets one line and exit code 2, and nothing on standard output that a script might take for a result.</summary>
public sealed class MisuseTests
{
    static readonly string[] s_lines =
    [
        "",
        "trian parity",
        "dance",
        "--versio",
        "train",
        "train parity extra",
        "train parity --sed 3",
        "train --sed 3",
        "train parity --threads",
        "train parity --threads 0",
        "train parity --threads -2",
        "train parity --threads 99999999999999999999",
        "train parity --threads two",
        "train parity --threads 1 --threads 2",
        "train parity --seed -1",
        "train parity --seed 1.5",
        "train parity --run a --run b",
        "train parity --set",
        "train pairty",
        "train nothing-like-it",
        "train missing/recipe.json",
        "train parity --set model.hiden=64",
        "train parity --set model.hidden",
        "train parity --set model.hidden=many",
        "train parity --set model.hidden=0",
        "train parity --set model.hidden=-5",
        "train parity --set model.cell=lstmm",
        "train parity --set train.batch=-1",
        "train parity --set train.optimizer.kind=adm",
        "train parity --set task.length=-3",
        "train parity --resume",
        "train parity --seeds 0",
        "train parity --seeds many",
        "train parity --metric train.steps",
        "train parity --seeds 2 --metric train.stesp",
        "sweep",
        "sweep parity",
        "sweep parity --grid",
        "sweep parity --grid train.bach=32",
        "sweep parity --grid train.batch=",
        "sweep parity --grid train.batch=32,big",
        "sweep parity --grid train.batch=32,32",
        "sweep parity --range train.optimizer.rate=log:0.001..0.1",
        "sweep parity --range train.optimizer.rate=0.1..0.001 --random 3",
        "sweep parity --grid train.batch=1,2 --random 0",
        "sweep parity --grid train.batch=1,2 --random 3",
        "sweep parity --grid train.batch=1,2 --seeds 9999",
        "sweep parity --grid train.batch=1,2 --halving 1",
        "sweep parity --grid train.batch=1,2 --least 3",
        "sweep parity --grid train.batch=1,2 --best most",
        "sweep parity --grid train.batch=1,2 --metric test.count",
        "sweep parity --grid train.batch=1,2 --resume",
        "sweep parity --grid train.batch=1,2 --page missing/page.md",
        "train parity --log",
        "train parity --log nowhere/training.log",
        "train parity --log-every 3",
        "train parity --log training.log --log-every 0",
        "show",
        "show pairty",
        "show parity --set model.cell=lstmm",
        "evaluate",
        "evaluate runs/nowhere",
        "evaluate runs/nowhere --threads 0",
        "generate",
        "generate runs/nowhere",
        "generate somewhere --promt a",
        "generate somewhere --prompt a --prompt-file b.txt",
        "generate somewhere --prompt-file nowhere.txt",
        "generate somewhere --length 0",
        "generate somewhere --temperature",
        "generate somewhere --temperature hot",
        "generate somewhere --temperature -1",
        "generate somewhere --temperature nan",
        "generate somewhere --temperature 1 --temperature 2",
        "generate somewhere --top-k 0",
        "generate somewhere --top-p 0",
        "generate somewhere --top-p 1.5",
        "generate somewhere --min-p 2",
        "generate somewhere --repetition-penalty 0.5",
        "generate somewhere --seed x",
        "generate somewhere --stop",
        "generate somewhere --beam 0",
        "generate somewhere --beam 4 --temperature 0.5",
        "generate somewhere --beam 4 --seed 3",
        "generate somewhere --beam 4 --stream",
        "generate somewhere --beam 2 --count 3",
        "generate somewhere --beam 2 --length 2000000",
        "generate somewhere --count 2 --stream",
        "generate somewhere --count 2 --temperature 0",
        "generate somewhere --interactive --json",
        "generate somewhere --interactive --prompt a",
        "score",
        "score somewhere",
        "score runs/nowhere book.txt",
        "recipes parity",
        "verify --quik",
        "-- --json",
        "-- train parity",
        "recipes -- --json",
    ];

    public static TheoryData<string> Lines => [.. s_lines];

    [Theory, MemberData(nameof(Lines))]
    public void Misuse_OfAnyKind_IsOneLineAndExitCodeTwo(string line)
    {
        using var session = new Session();
        var answer = session.Run(Words(line));
        Assert.Equal((2, ""), (answer.Code, answer.Output));
        Assert.StartsWith("unroll: ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(1, answer.Error.Count(c => c == '\n'));
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("show")]
    [InlineData("evaluate")]
    [InlineData("generate")]
    [InlineData("train", "parity", "--run")]
    public void Name_ThatIsEmpty_IsRefused(params string[] words)
    {
        using var session = new Session();
        var answer = session.Run([.. words, " "]);
        Assert.Equal((2, ""), (answer.Code, answer.Output));
        Assert.Matches("^unroll: .* empty.*: give .*\n$", answer.Error);
    }

    [Fact]
    public void Misuse_InWords_ReadsAsCommitted()
    {
        using var session = new Session();
        var text = new StringBuilder();
        foreach (var line in s_lines)
            text.Append("$ unroll ").Append(line).Append('\n').Append(session.Run(Words(line)).Error.Replace(session.Folder, "<folder>", StringComparison.Ordinal)).Append('\n');
        // Which names are known grows with the catalogs, and is their tests' affair.
        Snapshot.Match("misuse", Regex.Replace(text.ToString(), "Known: .*", "Known: …"));
    }

    [Fact]
    public void Misuse_WithJson_LeavesOutputEmpty()
    {
        using var session = new Session();
        var answer = session.Run("train", "pairty", "--json");
        Assert.Equal((2, ""), (answer.Code, answer.Output));
    }

    [Fact]
    public void Misuse_OfTrain_LeavesNoFolderBehind()
    {
        using var session = new Session();
        session.Run("train", session.Recipe(), "--set", "model.hidden=0");
        session.Run("train", session.Recipe(), "--threads", "0");
        Assert.False(System.IO.Directory.Exists(System.IO.Path.Combine(session.Folder, "runs")));
    }

    static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
