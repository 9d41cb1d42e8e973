using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Unroll.Cli.Tests.Hosts;

/// <summary>Two hosts of one machine with a link between them, as samples/two-hosts.sh makes them; gone when this is disposed.</summary>
sealed class TwoHosts : IDisposable
{
    public const string First = "10.0.0.1";
    public const string Second = "10.0.0.2";

    const int NotHere = 3;

    readonly Process _process;
    readonly (string Name, string Value)[] _variables;

    /// <summary>Makes them; skips the test where none can be made.</summary>
    public TwoHosts()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Hosts are namespaces of Linux.");
        // They live while the shell waits for its input to end.
        _process = Process.Start(new ProcessStartInfo(Script, ["sh", "-c", "env | grep ^TWO_HOSTS; echo; exec cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = _process.StandardOutput;
        _variables = [.. Lines(output).TakeWhile(line => line.Length > 0).Select(line => line.Split('=', 2)).Select(pair => (pair[0], pair[1]))];
        if (_variables.Length == 3)
            return;
        _process.StandardInput.Close();
        _process.WaitForExit();
        var error = _process.StandardError.ReadToEnd();
        Skip.If(_process.ExitCode == NotHere, error);
        Assert.Fail($"the hosts could not be made: {error}");
    }

    static string Script => Path.Combine(AppContext.BaseDirectory, "two-hosts.sh");

    /// <summary>Starts a command on the first host.</summary>
    public Child Start(string folder, (string Name, string Value)[] variables, params string[] command) => Child.Of(folder, Script, ["on", First, .. command], [.. _variables, .. variables]);

    /// <summary>The hand at the cable and its like.</summary>
    /// <returns>What it printed.</returns>
    public string Do(params string[] words)
    {
        using var child = Child.Of(AppContext.BaseDirectory, Script, words, _variables);
        var answer = child.Wait();
        Assert.True(answer.Code == 0, answer.Error);
        return answer.Output;
    }

    /// <summary>Bytes that came to the first host from the second.</summary>
    public long Received() => long.Parse(Do("on", First, "cat", "/sys/class/net/link0/statistics/rx_bytes"), CultureInfo.InvariantCulture);

    /// <summary>The launch agent, for mpirun.</summary>
    public static string Agent => Script;

    /// <summary>Ends the hosts, with all that runs there.</summary>
    public void Dispose()
    {
        var left = Do("running", First) + Do("running", Second);
        foreach (var line in left.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Process.Start("kill", ["-KILL", line.Split(' ')[0]]).Dispose();
        _process.WaitForExit();
        _process.Dispose();
    }

    static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
