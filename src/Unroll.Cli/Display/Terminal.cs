using System;
using System.IO;
using System.Text;
using System.Threading;
using Unroll.Cli.Ranks;

namespace Unroll.Cli.Display;

/// <summary>All that a command sees of the world outside: two streams, what they can show, the clock, and the wish to stop. Tests put their own in its place.</summary>
sealed record Terminal
{
    const int RedirectedWidth = 120;

    /// <summary>Results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Progress, warnings, errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens what is typed or piped into the program.</summary>
    public Func<Stream> OpenInput { get; init; } = static () => Stream.Null;

    /// <summary>Whether somebody types, so that a prompt may be shown.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Whether somebody watches <see cref="Output"/>, so that what a model says must not steer it.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether somebody watches <see cref="Error"/>, so that a line may be drawn over.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether <see cref="Output"/> may carry colours.</summary>
    public bool Color { get; init; }

    /// <summary>Whether bars and boxes may use characters beyond ASCII.</summary>
    public bool Unicode { get; init; }

    /// <summary>Characters in a line.</summary>
    public int Width { get; init; } = RedirectedWidth;

    /// <summary>Whether errors are shown with their stack (environment variable UNROLL_DEBUG=1).</summary>
    public bool Debug { get; init; }

    /// <summary>The folder that relative paths and <c>runs/</c> start from.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Set once the user asked to stop.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Called by a command that will answer <see cref="Stop"/> by itself.</summary>
    public Action StopsPolitely { get; init; } = static () => { };

    /// <summary>How to call this program again, for hints that can be pasted.</summary>
    public string ProgramName { get; init; } = "unroll";

    /// <summary>The processes that this one was started with.</summary>
    public RankJob Job { get; init; } = RankJob.Alone;

    /// <summary>The terminal this process was started from.</summary>
    public static Terminal OfThisProcess(StopRequest stop)
    {
        var name = Environment.GetEnvironmentVariable("TERM");
        var dumb = name is "dumb" || (name is null && !OperatingSystem.IsWindows());
        return new Terminal
        {
            Output = StandardStream.ForOutput(Console.Out),
            Error = StandardStream.ForError(Console.Error),
            OpenInput = Console.OpenStandardInput,
            InputIsTerminal = !Console.IsInputRedirected && !dumb,
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected && !dumb,
            Color = !Console.IsOutputRedirected && !dumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Unicode = !dumb && name is not "linux" && LocaleIsUnicode(),
            Width = WidthOfScreen(),
            Debug = Environment.GetEnvironmentVariable("UNROLL_DEBUG") is "1",
            Stop = stop.Token,
            StopsPolitely = () => stop.Polite = true,
            ProgramName = NameOfThisProgram(),
        };
    }

    /// <summary>What to type to get this very program: its name if it is installed on the path, else its file.</summary>
    static string NameOfThisProgram()
    {
        var file = Environment.ProcessPath ?? "unroll";
        if (Path.GetFileNameWithoutExtension(file) != "unroll")
            return $"{file} {Path.Combine(AppContext.BaseDirectory, "unroll.dll")}";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Array.Exists(folders, folder => File.Exists(Path.Combine(folder, Path.GetFileName(file)))) ? "unroll" : file;
    }

    static int WidthOfScreen()
    {
        if (Console.IsErrorRedirected && Console.IsOutputRedirected)
            return RedirectedWidth;
        var width = Console.WindowWidth;
        return width > 0 ? width : 80;
    }

    /// <summary>A locale that is not set says nothing against UTF-8 (containers rarely set one); one that names another character set does.</summary>
    static bool LocaleIsUnicode()
    {
        if (OperatingSystem.IsWindows())
            return Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage;
        foreach (var variable in (ReadOnlySpan<string>)["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } locale)
                return locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
        }
        return true;
    }
}
