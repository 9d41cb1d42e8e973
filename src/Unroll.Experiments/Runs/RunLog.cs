using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Unroll.Experiments.Recipes;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>The lines of events.jsonl, and of timing.jsonl beside it.</summary>
sealed class RunLog : IDisposable
{
    readonly FileStream _lock;
    readonly RunEvents _events;
    readonly RunEvents _timing;
    readonly TimeProvider _time;

    /// <summary>Opens both files of a run folder, for this run alone.</summary>
    /// <exception cref="RunException">Another run is at it.</exception>
    public RunLog(RunFolder folder, TimeProvider time)
    {
        _time = time;
        _lock = Lock(folder);
        try
        {
            _events = new RunEvents(folder.EventsPath);
            _timing = new RunEvents(folder.TimingPath);
            _timing.CutTo(_timing.Length);   // times of an earlier start stay: they were spent
        }
        catch
        {
            _events?.Dispose();
            _timing?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    // Open files are shared with readers, so it takes a file of its own to keep a second writer out.
    static FileStream Lock(RunFolder folder)
    {
        try
        {
            return new FileStream(folder.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(folder.LockPath))
        {
            throw new RunException($"{folder.Folder}: is in use by another run; wait for it, or name another folder with --run.", e);
        }
    }

    /// <summary>Bytes of events.jsonl.</summary>
    public long Length => _events.Length;

    /// <summary>Hash of events.jsonl.</summary>
    public string Hash => _events.Hash;

    /// <summary>Hash of the first so many bytes of events.jsonl.</summary>
    public string HashOf(long length) => _events.HashOf(length);

    /// <summary>Takes events.jsonl back to what it was at a checkpoint.</summary>
    public void CutTo(long length) => _events.CutTo(length);

    /// <summary>Makes sure that events.jsonl is on the disk.</summary>
    public void FlushToDisk() => _events.FlushToDisk();

    /// <summary>The first line.</summary>
    public void Start(Recipe recipe, long parameters, long steps, int stepsPerEpoch) => _events.Write("start", json =>
    {
        json.WriteString("recipe", recipe.Name);
        json.WriteString("recipeHash", RecipeHash.Of(recipe));
        json.WriteNumber("seed", recipe.Train.Seed);
        json.WriteNumber("parameters", parameters);
        json.WriteNumber("steps", steps);
        json.WriteNumber("stepsPerEpoch", stepsPerEpoch);
    });

    /// <summary>An epoch, or some steps of data that never end.</summary>
    public void Progress(bool epoch, in StepReport last, RunMemory memory, string? stage, double seconds)
    {
        var report = last;
        _events.Write(epoch ? "epoch" : "steps", json =>
        {
            if (epoch)
                json.WriteNumber("epoch", report.Epoch);
            json.WriteNumber("step", report.Step);
            json.WriteNumber("steps", memory.Steps);
            json.WriteNumber("sequences", memory.Sequences);
            json.WriteNumber("loss", memory.Loss);
            json.WriteNumber("lossPerTarget", memory.LossPerTarget);
            json.WriteNumber("gradientNorm", memory.GradientNorm);
            json.WriteNumber("rate", report.Rate);
            if (stage is not null)
                json.WriteString("stage", stage);
        });
        Time(epoch ? "epoch" : "steps", report.Step, seconds);
    }

    /// <summary>A measure of the validation or the test data.</summary>
    public void Evaluation(long step, IReadOnlyDictionary<string, double> metrics, double seconds)
    {
        _events.Write("evaluation", json =>
        {
            json.WriteNumber("step", step);
            json.WriteStartObject("metrics");
            foreach (var (name, value) in metrics.Where(metric => double.IsFinite(metric.Value)))
                json.WriteNumber(name, value);
            json.WriteEndObject();
        });
        Time("evaluation", step, seconds);
    }

    /// <summary>The best measure so far of what the recipe keeps the best of.</summary>
    public void Best(long step, string metric, double value) => _events.Write("best", json =>
    {
        json.WriteNumber("step", step);
        json.WriteString("metric", metric);
        json.WriteNumber("value", value);
    });

    /// <summary>What a text model said.</summary>
    public void Sample(long step, string prompt, string text) => _events.Write("sample", json =>
    {
        json.WriteNumber("step", step);
        json.WriteString("prompt", prompt);
        json.WriteString("text", text);
    });

    /// <summary>A checkpoint is about to be saved.</summary>
    public void Checkpoint(long step) => _events.Write("checkpoint", json => json.WriteNumber("step", step));

    /// <summary>The end.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="reason"><c>steps</c>: all were done; <c>learnt</c>: the early end was reached; <c>patience</c>: nothing got better any more; <c>diverged</c>.</param>
    /// <param name="message">A line for people, or null.</param>
    public void Finish(long step, string reason, string? message) => _events.Write("finish", json =>
    {
        json.WriteNumber("step", step);
        json.WriteString("reason", reason);
        if (message is not null)
            json.WriteString("message", message);
    });

    /// <summary>A line of timing.jsonl.</summary>
    public void Time(string kind, long step, double seconds) => _timing.Write(kind, json =>
    {
        json.WriteNumber("step", step);
        json.WriteNumber("seconds", Math.Round(seconds, 6));
        json.WriteString("at", _time.GetUtcNow());
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _events.Dispose();
        _timing.Dispose();
        _lock.Dispose();
    }
}
