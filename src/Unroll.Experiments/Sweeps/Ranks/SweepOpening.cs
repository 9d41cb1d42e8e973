using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Unroll.Experiments.Runs;
using Unroll.Training.Collectives;

namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>How the ranks of a sweep begin: rank 0 says where the runs' folders go, and what its data are; all look whether they see that place, and say how many threads they have.</summary>
static class SweepOpening
{
    const int Looks = 20;
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);   // a disk of another host may show a new file late

    /// <summary>Rank 0: gives the folder.</summary>
    /// <returns>Threads, by rank.</returns>
    /// <exception cref="RunException">A rank does not see it.</exception>
    public static IReadOnlyList<int> Give(string folder, RunOptions options, SweepTrial first)
    {
        var collective = options.Collective;
        if (collective.Size == 1)
            return [options.Threads];
        var data = SweepData.Of(first);
        var marker = Path.Combine(folder, $".unroll-{Guid.NewGuid():N}.tmp");
        File.WriteAllText(marker, "");
        try
        {
            _ = collective.BroadcastBytes(Bytes(writer =>
            {
                writer.Write(marker);
                writer.Write(data.Task);
                writer.Write(data.Fingerprint);
                writer.Write(options.InstrumentEvery);
                writer.Write(options.ProgressInterval.Ticks);
            }));
            var answers = collective.Gather(Answer(options.Threads, isSeen: true)).Select(Read).ToList();
            var blind = Enumerable.Range(0, answers.Count).Where(rank => !answers[rank].IsSeen).ToList();
            return blind.Count == 0 ? [.. answers.Select(answer => answer.Threads)] : throw Unseen(folder, blind, answers[blind[0]].Host);
        }
        finally
        {
            File.Delete(marker);
        }
    }

    /// <summary>The others: takes the folder, and what else runs need to know.</summary>
    /// <returns>The folder, what the data must be, and this rank's options.</returns>
    public static (string Folder, SweepData Data, RunOptions Options) Take(RunOptions options)
    {
        var collective = options.Collective;
        collective.ExpectDelay();   // rank 0 plans first
        using var reader = new BinaryReader(new MemoryStream(collective.BroadcastBytes([])), Encoding.UTF8);
        var (marker, data, instrumentEvery, interval) = (reader.ReadString(), new SweepData(reader.ReadString(), reader.ReadString()), reader.ReadInt32(), TimeSpan.FromTicks(reader.ReadInt64()));
        _ = collective.Gather(Answer(options.Threads, IsSeen(marker)));
        return (Path.GetDirectoryName(marker)!, data, options with { InstrumentEvery = instrumentEvery, ProgressInterval = interval });
    }

    static bool IsSeen(string marker)
    {
        for (var look = 1; !File.Exists(marker); look++)
        {
            if (look == Looks)
                return false;
            Thread.Sleep(s_pause);
        }
        return true;
    }

    static RunException Unseen(string folder, List<int> blind, string host)
    {
        var ranks = blind.Count == 1 ? $"rank {blind[0]} (on {host}) does" : $"ranks {string.Join(", ", blind)} (the first on {host}) do";
        return new($"{folder}: {ranks} not see it, and each rank writes the folders of its runs there; name a folder with --run that all hosts share.") { IsMisuse = true };
    }

    static byte[] Answer(int threads, bool isSeen) => Bytes(writer =>
    {
        writer.Write(threads);
        writer.Write(isSeen);
        writer.Write(Environment.MachineName);
    });

    static (int Threads, bool IsSeen, string Host) Read(byte[] answer)
    {
        using var reader = new BinaryReader(new MemoryStream(answer), Encoding.UTF8);
        return (reader.ReadInt32(), reader.ReadBoolean(), reader.ReadString());
    }

    static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
