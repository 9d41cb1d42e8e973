using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Unroll.Mpi.Launching;

namespace Unroll.Mpi.Tests.Launching;

/// <summary>Which of several processes ended first, by the files that they kept open.</summary>
public sealed class ClosingOrderTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("unroll-order-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void Processes_ThatAreKilled_AreToldInTheirOrder()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the order is told by inotify, which is Linux's");
        using var order = ClosingOrder.Watch(_folder);
        Assert.NotNull(order);
        var holders = Enumerable.Range(0, 4).Select(Hold).ToArray();
        Assert.Equal([], order.Names());
        int[] killed = [2, 0, 3, 1];
        foreach (var i in killed)
        {
            holders[i].Kill();
            holders[i].WaitForExit();
            holders[i].Dispose();
        }
        Assert.Equal(killed.Select(i => $"holder-{i}"), order.Names()!);
    }

    [SkippableFact]
    public void Files_ThatAreClosed_AreToldOnceEachTimeAndKept()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the order is told by inotify, which is Linux's");
        using var order = ClosingOrder.Watch(_folder);
        Assert.NotNull(order);
        Write(""" : > größer """);
        Assert.Equal(["größer"], order.Names()!);
        Write(""" read line < größer; i=0; while [ $i -lt 1500 ]; do : > a-name-that-takes-a-while-to-read; : > another-name-that-does; i=$((i + 1)); done """);
        Assert.Equal(["größer", .. Enumerable.Range(0, 3000).Select(i => i % 2 == 0 ? "a-name-that-takes-a-while-to-read" : "another-name-that-does")], order.Names()!);   // more than one reading
    }

    // By a process that does nothing else: one that starts others meanwhile shares its open files with them for a moment.
    void Write(string commands)
    {
        using var writer = Process.Start(new ProcessStartInfo("sh", ["-c", commands]) { WorkingDirectory = _folder })!;
        writer.WaitForExit();
    }

    [Fact]
    public void Folder_ThatIsNotThere_IsNotWatched() => Assert.Null(ClosingOrder.Watch(Path.Combine(_folder, "none")));

    [SkippableFact]
    public void Watch_ThatHasEnded_SaysSo()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the order is told by inotify, which is Linux's");
        var order = ClosingOrder.Watch(_folder)!;
        order.Dispose();
        Assert.Throws<ObjectDisposedException>(() => order.Names());
    }

    // A process that keeps a file open.
    Process Hold(int number)
    {
        var holder = Process.Start(new ProcessStartInfo("sh", ["-c", "exec 3> \"$0\"; echo ready; exec sleep 60", Path.Combine(_folder, $"holder-{number}")]) { RedirectStandardOutput = true })!;
        Assert.Equal("ready", holder.StandardOutput.ReadLine());
        return holder;
    }
}
