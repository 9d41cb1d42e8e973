using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using Unroll.Interop.TimeSeries;
using Unroll.Training.Batching;

namespace Unroll.Tasks.TimeSeries;

/// <summary>Series to train on and to measure, from .ts files, standardised by the mean and deviation of each channel over the training series alone.</summary>
sealed class SeriesData
{
    readonly IReadOnlyList<TsSeries> _training, _measured;
    readonly SeriesScale _scale;
    readonly Dictionary<string, int> _classes;

    SeriesData(SeriesOptions options, IReadOnlyList<TsSeries> training, IReadOnlyList<TsSeries> measured)
    {
        (Options, _training, _measured) = (options, training, measured);
        _classes = training.Select(one => one.Label!).Distinct().Order(StringComparer.Ordinal).Select((label, number) => (label, number)).ToDictionary(pair => pair.label, pair => pair.number);
        _scale = SeriesScale.Of(training.Select(one => one.Values));
    }

    /// <summary>The options it was read by.</summary>
    public SeriesOptions Options { get; }

    /// <summary>What the measures are called after: <c>test</c>, or <c>validation</c> for a part of the training file.</summary>
    public string Measured => Options.Folds > 0 ? "validation" : "test";

    /// <summary>Reads the files that the options name.</summary>
    /// <exception cref="TaskOptionsException">One is not there or cannot be used; one line.</exception>
    public static SeriesData Read(SeriesOptions options)
    {
        if (options.Folds == 1 || (options.Folds > 0 && options.Fold > options.Folds))
            throw new TaskOptionsException(options.Folds == 1 ? "folds is 1, which leaves nothing to train on; set it to 0 or from 2." : $"fold is {options.Fold}; it must not be over folds, which is {options.Folds}.");
        var whole = ReadFile(options, "train", options.Train);
        RequireLabels(options.Train, whole);
        if (options.Folds > 0)
        {
            var (kept, rest) = Cut(whole.All, options);
            return new SeriesData(options, rest, kept);
        }
        var test = ReadFile(options, "test", options.Test);
        var data = new SeriesData(options, whole.All, test.All);
        data.RequireFit(whole, test);
        return data;
    }

    /// <summary>The series to train on.</summary>
    public SequenceDataset<T> Training<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => DatasetOf<T>(_training);

    /// <summary>The series to measure.</summary>
    public SequenceDataset<T> Test<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => DatasetOf<T>(_measured);

    /// <summary>A number for the training series, their order and labels; another file has another one.</summary>
    public ulong Fingerprint()
    {
        var hash = 14695981039346656037UL;   // FNV-1a
        void Add(uint word) => hash = (hash ^ word) * 1099511628211UL;
        foreach (var one in _training)
        {
            Add((uint)_classes[one.Label!]);
            Add((uint)one.Values.GetLength(0));
            foreach (var value in one.Values)
                Add(BitConverter.SingleToUInt32Bits(value));
        }
        return hash;
    }

    SequenceDataset<T> DatasetOf<T>(IReadOnlyList<TsSeries> series)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
            SequenceInputs<T>.OfSeries(series.Select(one => _scale.Apply<T>(one.Values)), _scale.Channels),
            SequenceTargets<T>.OfClasses(series.Select(one => _classes[one.Label!]), _classes.Count));

    static TsFile ReadFile(SeriesOptions options, string key, string path)
    {
        var source = options.Source is { } place ? $" The files can be had from {place}" : "";
        if (path.Length == 0)
            throw new TaskOptionsException($"{key} is empty; give the path of a .ts file, --set task.{key}=FILE.{source}");
        if (!File.Exists(path))
            throw new TaskOptionsException($"{key} '{path}' is not there; give the file's path, --set task.{key}=FILE.{source}");
        try
        {
            return TsFile.Read(path, new TsOptions { Missing = options.Missing == "carry" ? TsMissing.Carry : TsMissing.Refuse });
        }
        catch (TsException e)
        {
            throw new TaskOptionsException($"{key}: {e.Message.Replace("(TsOptions.Missing)", "(--set task.missing=carry)", StringComparison.Ordinal)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TaskOptionsException($"{key} '{path}' cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    static void RequireLabels(string path, TsFile file)
    {
        if (!file.Header.HasLabels)
            throw new TaskOptionsException($"train: {path}: its series have no labels (@classLabel); there is nothing to learn.");
        if (file.All.All(one => one.Label == file.All[0].Label))
            throw new TaskOptionsException($"train: {path}: all its series have the label '{file.All[0].Label}'; give at least two kinds.");
    }

    // Before training, and not after it.
    void RequireFit(TsFile training, TsFile test)
    {
        if (test.Channels != training.Channels)
            throw new TaskOptionsException($"test: {Options.Test}: its series have {test.Channels} channels, those of the training file {training.Channels}; give two files of one problem.");
        if (!test.Header.HasLabels)
            throw new TaskOptionsException($"test: {Options.Test}: its series have no labels (@classLabel); there is nothing to measure by.");
        if (test.All.FirstOrDefault(one => !_classes.ContainsKey(one.Label!)) is { } strange)
            throw new TaskOptionsException($"test: {Options.Test}: line {strange.Line}: no training series has the label '{strange.Label}'; give two files of one problem.");
    }

    // The k-th series of each label goes to part k mod folds: every part has as good as the same share of each label, whatever the file's order, and none depends on a seed.
    static (List<TsSeries> Kept, List<TsSeries> Others) Cut(IReadOnlyList<TsSeries> all, SeriesOptions options)
    {
        var (kept, rest) = (new List<TsSeries>(), new List<TsSeries>());
        var counts = new Dictionary<string, int>();
        foreach (var one in all)
        {
            var count = counts[one.Label!] = counts.GetValueOrDefault(one.Label!) + 1;
            ((count - 1) % options.Folds == options.Fold - 1 ? kept : rest).Add(one);
        }
        if (kept.Count == 0 || counts.Keys.Any(label => rest.All(one => one.Label != label)))
            throw new TaskOptionsException($"folds is {options.Folds}, and leaves a part without series or a label without training series; the rarest label has {counts.Values.Min()}.");
        return (kept, rest);
    }
}
