using System;
using System.Collections.Generic;
using System.IO;
using System.Numerics;
using System.Text.Json;
using Unroll.Experiments.Building;
using Unroll.Experiments.Inspection;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>The lines of instruments.jsonl: readings on the batch of the step just done, after its update.</summary>
sealed class InstrumentLog<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly ExperimentParts<T> _parts;
    readonly InstrumentPass<T> _pass;
    readonly RunEvents _events;

    /// <summary>Opens the file of a run that has done so many steps; lines of later ones, from before it was stopped, are taken away.</summary>
    public InstrumentLog(RunFolder folder, ExperimentParts<T> parts, WorkerTeam team, long stepsDone)
    {
        (_parts, _pass) = (parts, new InstrumentPass<T>(parts, team));
        var length = Kept(folder.InstrumentsPath, stepsDone);
        _events = new RunEvents(folder.InstrumentsPath);
        _events.CutTo(length);
    }

    static long Kept(string path, long stepsDone)
    {
        try
        {
            return LengthUpTo(path, stepsDone);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RunException($"{path}: is damaged: {e.Message.ReplaceLineEndings(" ")} Remove it, and --resume --instruments goes on with a new one.", e);
        }
    }

    // Bytes of the lines of the first so many steps; a line that was cut short is none.
    static long LengthUpTo(string path, long stepsDone)
    {
        if (!File.Exists(path))
            return 0;
        var (bytes, start) = (File.ReadAllBytes(path).AsMemory(), 0);
        while (bytes.Span[start..].IndexOf((byte)'\n') is >= 0 and var end)
        {
            using var line = JsonDocument.Parse(bytes.Slice(start, end));
            if (line.RootElement.GetProperty("step").GetInt64() > stepsDone)
                break;
            start += end + 1;
        }
        return start;
    }

    /// <summary>Reads the instruments after a step.</summary>
    public void Sample(in StepReport report)
    {
        var segments = InstrumentPass<T>.SegmentNorms(_parts.Network.Parameters);
        var (step, norm, number) = (report.Step, report.GradientNorm, (report.Step - 1) * _parts.Accumulate);
        var reading = _pass.Read(step, number, segments);
        _events.Write("instruments", json =>
        {
            json.WriteNumber("gradientNorm", norm);
            InstrumentJson.Write(json, reading);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _events.Dispose();
}
