using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace Unroll.Cli.Ranks;

/// <summary>
/// How <c>--processes</c> and rank 0 know of each other: by the standard input that launchers lead to rank 0. A first byte says that it leads there, another that somebody asked to stop, and its end that the starter is gone, or the launcher.
/// A launcher's own way with signals would be another for each launcher, and none of them hears of a starter that was killed.
/// </summary>
static class StarterLink
{
    /// <summary>The starter: opens the link.</summary>
    public static void Open(Process launcher) => Say(launcher);

    /// <summary>The starter: asks rank 0 to stop.</summary>
    public static void AskToStop(Process launcher) => Say(launcher);

    /// <summary>Rank 0 of a job that <c>--processes</c> started: listens from now on. A request that cannot be answered politely ends the process at once, as a signal would.</summary>
    public static void Listen(JobFolder folder, StopRequest stop) =>
        new Thread(() => Follow(Console.OpenStandardInput(), folder, stop)) { IsBackground = true, Name = "starter" }.Start();

    static void Follow(Stream starter, JobFolder folder, StopRequest stop)
    {
        if (Next(starter) < 0)
            return;   // not led to this process
        folder.SayListening();
        while (true)
        {
            var word = Next(starter);
            if (!stop.Ask())
            {
                folder.LeaveCode(ExitCode.Stopped);
                folder.RemoveUnlessStarted();
                Environment.Exit(ExitCode.Stopped);
            }
            if (word < 0)
            {
                folder.RemoveUnlessStarted();
                return;
            }
        }
    }

    static int Next(Stream stream)
    {
        try
        {
            return stream.ReadByte();
        }
        catch (IOException)
        {
            return -1;
        }
    }

    static void Say(Process launcher)
    {
        try
        {
            launcher.StandardInput.BaseStream.WriteByte((byte)'\n');
            launcher.StandardInput.BaseStream.Flush();
        }
        catch (IOException)
        {
            // It has ended.
        }
    }
}
