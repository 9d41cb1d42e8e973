using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Numerics;
using Unroll.Experiments.Recipes;
using Unroll.Interop.Safetensors;
using Unroll.Networks;
using Unroll.Tasks.Text;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>
/// Everything that a run needs to go on: the weights by segment name, their moving average (where there is one) as <c>average.NAME</c>, the optimizer's vectors as <c>optimizer.NAME</c>,
/// the states that rows go on from as <c>states.WORKER</c>, and in the metadata recipe, vocabulary (of a text task), step, memories, and how long events.jsonl was and its hash. Random numbers need no state: all of them are functions of the seed and the step.
/// </summary>
sealed class Checkpoint
{
    const string Format = "unroll-checkpoint";
    const string Version = "1";
    const string OptimizerPrefix = "optimizer.";
    const string AveragePrefix = "average.";
    const string StatesPrefix = "states.";

    readonly SafetensorsFile _file;

    Checkpoint(string path, SafetensorsFile file)
    {
        Path = path;
        _file = file;
        State = new TrainerState(Whole("step"), Whole("updates"), file.Metadata.GetValueOrDefault("scheduleMemory"), file.Metadata.GetValueOrDefault("taskMemory"));
        RunMemory = Text("runMemory");
        EventsLength = Whole("eventsLength");
        EventsHash = file.Metadata.GetValueOrDefault("eventsHash");
        RecipeHash = Text("recipeHash");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Where the trainer stood.</summary>
    public TrainerState State { get; }

    /// <summary>What <see cref="Runs.RunMemory.Save"/> gave.</summary>
    public string RunMemory { get; }

    /// <summary>Bytes of events.jsonl at the time.</summary>
    public long EventsLength { get; }

    /// <summary>SHA-256 of these bytes, in hexadecimal; null in a checkpoint from before it was kept.</summary>
    public string? EventsHash { get; }

    /// <summary>The hash of the recipe that was trained.</summary>
    public string RecipeHash { get; }

    /// <summary>The recipe that was trained, as <see cref="Recipes.RecipeText"/> writes it.</summary>
    public string? RecipeText => _file.Metadata.GetValueOrDefault("recipe");

    /// <summary>What the network's symbols stand for, as JSON; null where they stand for themselves.</summary>
    public string? Vocabulary => _file.Metadata.GetValueOrDefault("vocabulary");

    /// <summary>Writes a checkpoint, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Save<T>(string path, Recipe recipe, Trainer<T> trainer, IReadOnlyList<T[]> states, string runMemory, RunLog log)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var state = trainer.State;
        var parameters = trainer.Network.Parameters;
        var writer = new SafetensorsWriter();
        writer.AddMetadata("format", Format);
        writer.AddMetadata("formatVersion", Version);
        writer.AddMetadata("recipe", Recipes.RecipeText.Write(recipe));
        writer.AddMetadata("recipeHash", Recipes.RecipeHash.Of(recipe));
        writer.AddMetadata("random", string.Create(CultureInfo.InvariantCulture, $"philox4x32-10 seed {recipe.Train.Seed}; streams are functions of seed and step"));
        writer.AddMetadata("step", state.StepsDone.ToString(CultureInfo.InvariantCulture));
        writer.AddMetadata("updates", state.Updates.ToString(CultureInfo.InvariantCulture));
        if (state.ScheduleMemory is not null)
            writer.AddMetadata("scheduleMemory", state.ScheduleMemory);
        if (state.TaskMemory is not null)
            writer.AddMetadata("taskMemory", state.TaskMemory);
        if (trainer.Task is ITextTask text)
            writer.AddMetadata("vocabulary", text.Vocabulary.Write());
        writer.AddMetadata("runMemory", runMemory);
        writer.AddMetadata("eventsLength", log.Length.ToString(CultureInfo.InvariantCulture));
        writer.AddMetadata("eventsHash", log.Hash);
        foreach (var segment in parameters.Segments)
            writer.Add<T>(segment.Name, parameters.Values.Slice(segment.Offset, segment.Count), segment.Rows, segment.Columns);
        if (trainer.Average is { } average)
        {
            // Before the first update the average is what the weights are.
            var values = average.Updates == 0 ? parameters.Values : average.Values.Span;
            foreach (var segment in parameters.Segments)
                writer.Add<T>(AveragePrefix + segment.Name, values.Slice(segment.Offset, segment.Count), segment.Rows, segment.Columns);
        }
        foreach (var vector in trainer.Optimizer.State)
            writer.Add<T>(OptimizerPrefix + vector.Name, vector.Values.Span, vector.Values.Length);
        for (var worker = 0; worker < states.Count; worker++)
            writer.Add<T>(StatesPrefix + worker, states[worker], states[worker].Length);
        writer.Write(path);
    }

    void RestoreStates<T>(Trainer<T> trainer, int firstWorker)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var worker = 0; worker < trainer.CarriedStates.Count; worker++)
        {
            var states = new T[trainer.CarriedStates[worker].Count];
            _file[StatesPrefix + (firstWorker + worker)].CopyTo<T>(states);
            trainer.CarriedStates[worker].Load(states);
        }
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="SafetensorsException">It is cut off, damaged, or something else.</exception>
    /// <exception cref="FormatException">Its metadata are not those of a checkpoint.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Checkpoint Read(string path)
    {
        return Of(path, SafetensorsFile.Read(path));
    }

    /// <summary>Reads a checkpoint that is in memory.</summary>
    /// <inheritdoc cref="Read"/>
    public static Checkpoint Parse(ReadOnlyMemory<byte> bytes, string source) => Of(source, SafetensorsFile.Read(bytes, source));

    static Checkpoint Of(string path, SafetensorsFile file)
    {
        if (file.Metadata.GetValueOrDefault("format") != Format)
            throw new FormatException("it is a safetensors file, but not a checkpoint of a run");
        if (file.Metadata.GetValueOrDefault("formatVersion") is var version && version != Version)
            throw new FormatException($"it has format version {version}; this program reads version {Version}");
        return new Checkpoint(path, file);
    }

    /// <summary>Writes weights, average, the optimizer's vectors and carried states back into their places. Nothing is written where anything does not fit.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="firstWorker">The number of its first worker among all.</param>
    /// <exception cref="RunException">It is a checkpoint of another shape.</exception>
    public void Restore<T>(Trainer<T> trainer, int firstWorker = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parameters = trainer.Network.Parameters;
        RequireSegments(parameters, "");
        if (trainer.Average is not null)
            RequireSegments(parameters, AveragePrefix);
        foreach (var vector in trainer.Optimizer.State)
            Require<T>(OptimizerPrefix + vector.Name, vector.Values.Length);
        for (var worker = 0; worker < trainer.CarriedStates.Count; worker++)
            Require<T>(StatesPrefix + (firstWorker + worker), trainer.CarriedStates[worker].Count);
        CopySegments(parameters, "", parameters.Values);
        if (trainer.Average is { } average)
            CopySegments(parameters, AveragePrefix, average.Values.Span);
        foreach (var vector in trainer.Optimizer.State)
            _file[OptimizerPrefix + vector.Name].CopyTo(vector.Values.Span);
        RestoreStates(trainer, firstWorker);
        parameters.MarkChanged();
    }

    /// <summary>Writes the weights that the run is measured with into a network: their average where the recipe keeps one. Nothing is written where anything does not fit.</summary>
    /// <exception cref="RunException">It is a checkpoint of another shape.</exception>
    public void RestoreMeasured<T>(Network<T> network, AverageRecipe? average)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var prefix = average is null ? "" : AveragePrefix;
        RequireSegments(network.Parameters, prefix);
        CopySegments(network.Parameters, prefix, network.Parameters.Values);
        network.Parameters.MarkChanged();
    }

    void RequireSegments<T>(Parameters<T> parameters, string prefix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var segment in parameters.Segments)
            Require<T>(prefix + segment.Name, segment.Rows, segment.Columns);
    }

    void CopySegments<T>(Parameters<T> parameters, string prefix, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var segment in parameters.Segments)
            _file[prefix + segment.Name].CopyTo(destination.Slice(segment.Offset, segment.Count));
    }

    void Require<T>(string name, params long[] shape)
    {
        var tensor = _file.TryGet(name);
        var type = typeof(T) == typeof(double) ? SafetensorsType.F64 : SafetensorsType.F32;
        if (tensor is not null && tensor.Type == type && tensor.HasShape(shape))
            return;
        var there = tensor is null ? "is missing" : $"is {tensor.Type} [{string.Join(", ", tensor.Shape)}]";
        throw new RunException($"{Path}: is a checkpoint of another shape: '{name}' {there}, the model needs {type} [{string.Join(", ", shape)}]; nothing was changed.");
    }

    string Text(string key) => _file.Metadata.GetValueOrDefault(key) ?? throw new FormatException($"its metadata lack '{key}'");

    long Whole(string key) => long.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new FormatException($"its '{key}' is not a whole number");
}
