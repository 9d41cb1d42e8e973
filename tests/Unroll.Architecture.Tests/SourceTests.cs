using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Unroll.Architecture;

/// <summary>What sources may not say, and where things must lie.</summary>
public sealed partial class SourceTests
{
    static readonly string[] s_bannedInCore =
    [
        "new Random(", "Random.Shared", "DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Environment.TickCount",
        "Stopwatch", "TimeProvider.System", "Guid.NewGuid", "Parallel.For", "Task.Run", "Console.", "using System.IO;", "[ThreadStatic]",
    ];

    static readonly string[] s_namesThatSayNothing = ["Utils", "Utilities", "Helper", "Helpers", "Common", "Misc", "Manager"];

    public static TheoryData<string> Core => [.. House.Core];

    public static TheoryData<string> Rooms => [.. House.Rooms];

    /// <summary>Time, chance and threads are arguments; a batch that reads the clock cannot be trained again.</summary>
    [Theory, MemberData(nameof(Core))]
    public void Core_Sources_TakeTimeChanceAndThreadsAsArguments(string room)
    {
        var found = from file in House.Sources("src", room)
                    let code = WithoutComments(File.ReadAllText(file))
                    from banned in s_bannedInCore
                    where code.Contains(banned, System.StringComparison.Ordinal) && !IsAllowed(room, banned)
                    select $"{House.Relative(file)}: {banned}";
        Assert.Empty(found);
    }

    /// <summary>Pure managed stays true: native calls are in one room, which a program that no launcher started never enters.</summary>
    [Theory, MemberData(nameof(Rooms))]
    public void NativeCalls_AreInOneRoom(string room)
    {
        var found = House.Sources("src", room).Where(file => NativeCall().IsMatch(WithoutComments(File.ReadAllText(file)))).Select(House.Relative);
        if (room == "Unroll.Mpi")
            Assert.All(found, file => Assert.StartsWith("src/Unroll.Mpi/Native/", file, System.StringComparison.Ordinal));
        else
            Assert.Empty(found);
        Assert.Equal(room == "Unroll.Mpi", found.Any());
    }

    [Theory, MemberData(nameof(Core))]
    public void Core_Sources_Exist(string room) => Assert.NotEmpty(House.Sources("src", room));

    [Theory]
    [InlineData("var r = new Random(1);", true)]
    [InlineData("// new Random(1) would not do", false)]
    [InlineData("/* Stopwatch */ var s = \"//\"; Parallel.For(0, 1, F);", true)]
    [InlineData("var url = \"http://x\"; // Task.Run", false)]
    public void Scan_OfCode_SeesCodeAndNotComments(string code, bool expected) =>
        Assert.Equal(expected, s_bannedInCore.Any(b => WithoutComments(code).Contains(b, System.StringComparison.Ordinal)));

    [Fact]
    public void Files_Names_SaySomething()
    {
        var found = from folder in (string[])["src", "tests", "benchmarks", "samples"]
                    from file in House.Sources(folder)
                    let name = Path.GetFileNameWithoutExtension(file)
                    where s_namesThatSayNothing.Any(n => name.EndsWith(n, System.StringComparison.Ordinal) || Path.GetDirectoryName(file)!.Split('/', '\\').Contains(n))
                    select House.Relative(file);
        Assert.Empty(found);
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Room_Readme_IsThereAndShort(string room)
    {
        var readme = Path.Combine(House.Root, "src", room, "README.md");
        Assert.True(File.Exists(readme), $"src/{room}/README.md is missing: say what lives here, what does not, and what to read first.");
        Assert.InRange(File.ReadAllLines(readme).Length, 3, 20);
    }

    [Theory, MemberData(nameof(Rooms))]
    public void Room_Tests_HaveTheSameName(string room) =>
        Assert.True(File.Exists(Path.Combine(House.Root, "tests", room + ".Tests", room + ".Tests.csproj")), $"tests/{room}.Tests is missing.");

    /// <summary>Tasks read text files in time; the levels below never do.</summary>
    static bool IsAllowed(string room, string banned) => room == "Unroll.Tasks" && banned == "using System.IO;";

    static string WithoutComments(string code) => CommentOrText().Replace(code, match => match.Value.StartsWith('/') ? " " : match.Value);

    [GeneratedRegex(@"\b(DllImport|LibraryImport|NativeLibrary)\b")]
    private static partial Regex NativeCall();

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""", RegexOptions.Singleline)]
    private static partial Regex CommentOrText();
}
