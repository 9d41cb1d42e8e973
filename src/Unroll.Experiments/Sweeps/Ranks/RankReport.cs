using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>What a rank says to rank 0 each time they meet.</summary>
/// <param name="WantsToStop">Whether it was asked to stop.</param>
/// <param name="News">What its runs have told since the last time, in that order.</param>
sealed record RankReport(bool WantsToStop, IReadOnlyList<TrialNews> News)
{
    const byte Progressed = 1, Noted = 2, Ended = 3, Stopped = 4, Failed = 5;

    /// <summary>The report as bytes.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(WantsToStop);
        writer.Write(News.Count);
        foreach (var news in News)
            Write(writer, news);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Takes up what <see cref="Write()"/> gave.</summary>
    public static RankReport Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var (wish, news) = (reader.ReadBoolean(), new TrialNews[reader.ReadInt32()]);
        for (var i = 0; i < news.Length; i++)
            news[i] = ReadNews(reader);
        return new RankReport(wish, news);
    }

    static void Write(BinaryWriter writer, TrialNews news)
    {
        writer.Write(news switch { TrialProgressed => Progressed, TrialNoted => Noted, TrialEnded => Ended, TrialStopped => Stopped, _ => Failed });
        writer.Write(news.Trial);
        switch (news)
        {
            case TrialProgressed progressed:
                Write(writer, progressed.Progress);
                break;
            case TrialNoted noted:
                writer.Write(noted.Line);
                break;
            case TrialEnded ended:
                Write(writer, ended.Outcome);
                break;
            case TrialFailed failed:
                writer.Write(failed.IsMisuse);
                writer.Write(failed.Message);
                break;
        }
    }

    static TrialNews ReadNews(BinaryReader reader)
    {
        var (kind, trial) = (reader.ReadByte(), reader.ReadInt32());
        return kind switch
        {
            Progressed => new TrialProgressed(trial, ReadProgress(reader)),
            Noted => new TrialNoted(trial, reader.ReadString()),
            Ended => new TrialEnded(trial, ReadOutcome(reader)),
            Stopped => new TrialStopped(trial),
            _ => ReadFailure(reader, trial),
        };
    }

    static TrialFailed ReadFailure(BinaryReader reader, int trial)
    {
        var isMisuse = reader.ReadBoolean();
        return new TrialFailed(trial, reader.ReadString(), isMisuse);
    }

    static void Write(BinaryWriter writer, in RunProgress progress)
    {
        writer.Write(progress.Step);
        writer.Write(progress.Steps);
        writer.Write(progress.Epoch);
        writer.Write(progress.Epochs);
        foreach (var number in (ReadOnlySpan<double>)[progress.LossPerTarget, progress.Rate, progress.SequencesPerSecond, progress.SecondsElapsed, progress.SecondsLeft])
            writer.Write(number);
        WriteText(writer, progress.Stage);
    }

    static RunProgress ReadProgress(BinaryReader reader) => new(
        reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), ReadText(reader));

    static void Write(BinaryWriter writer, TrialOutcome outcome)
    {
        writer.Write((int)outcome.Outcome);
        writer.Write(outcome.Steps);
        WriteText(writer, outcome.Message);
        writer.Write(outcome.Metrics.Count);
        foreach (var (name, value) in outcome.Metrics)
        {
            writer.Write(name);
            writer.Write(value);
        }
    }

    static TrialOutcome ReadOutcome(BinaryReader reader)
    {
        var (outcome, steps, message, count) = ((RunOutcome)reader.ReadInt32(), reader.ReadInt64(), ReadText(reader), reader.ReadInt32());
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
            metrics.Add(reader.ReadString(), reader.ReadDouble());
        return new TrialOutcome(outcome, steps, metrics, message);
    }

    static void WriteText(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        writer.Write(text ?? "");
    }

    static string? ReadText(BinaryReader reader)
    {
        var (isThere, text) = (reader.ReadBoolean(), reader.ReadString());
        return isThere ? text : null;
    }
}
