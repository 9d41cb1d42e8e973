using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Unroll.Cli.Tests;

/// <summary>The command as a process of its own: for signals, and for all that only a real process has.</summary>
sealed class Child : IDisposable
{
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    readonly Process _process;
    readonly Task<string> _output;
    readonly Task<string> _error;

    static string Program => Path.Combine(AppContext.BaseDirectory, "unroll.dll");

    /// <summary>Starts it with its streams led elsewhere, as a shell writes it: <c>&gt;/dev/full</c>.</summary>
    public static Child InShell(string folder, string line, string streams) => new(folder, "sh", ["-c", $"exec dotnet '{Program}' {line} {streams}"]);

    /// <summary>Starts another command, that in turn starts it.</summary>
    public static Child Of(string folder, string file, string[] arguments, (string Name, string Value)[] variables) => new(folder, file, arguments, variables);

    /// <summary>Starts it.</summary>
    public Child(string folder, params string[] arguments)
        : this(folder, "dotnet", [Program, .. arguments])
    {
    }

    /// <summary>Starts it with some variables in its environment.</summary>
    public Child(string folder, (string Name, string Value)[] variables, string[] arguments)
        : this(folder, "dotnet", [Program, .. arguments], variables)
    {
    }

    Child(string folder, string file, string[] arguments, (string Name, string Value)[]? variables = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables ?? [])
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Its number in the system.</summary>
    public int Id => _process.Id;

    /// <summary>Sends a signal by its name: INT, TERM, KILL.</summary>
    public void Signal(string name) => Signal(name, Id);

    /// <summary>Sends a signal to any processes, all at once.</summary>
    public static void Signal(string name, params int[] processes)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{name}", .. processes.Select(process => process.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardError = true })!;
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    public Answer Wait()
    {
        if (!_process.WaitForExit(s_patience))
        {
            _process.Kill();
            Assert.Fail($"unroll did not end within {s_patience}.");
        }
        return new Answer(_process.ExitCode, _output.Result.ReplaceLineEndings("\n"), _error.Result.ReplaceLineEndings("\n"));
    }

    /// <summary>Waits until something is so while the process lives; false when it ended before.</summary>
    public bool Until(Func<bool> isSo)
    {
        while (!isSo())
        {
            if (_process.WaitForExit(5))
                return false;
        }
        return !_process.HasExited;
    }

    /// <summary>Ends it if it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
