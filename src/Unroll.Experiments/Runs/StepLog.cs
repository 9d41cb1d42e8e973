using System;
using System.IO;
using System.Numerics;
using System.Text;
using Unroll.Experiments.Building;
using Unroll.Experiments.Inspection;
using Unroll.Experiments.Recipes;
using Unroll.Networks;
using Unroll.Networks.Losses;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>
/// The log of a training: the first sequence of the first worker's batch, looked at with the weights that the step is about to use, then the error of each epoch that holds such a step; at the end the last look and all weights and biases.
/// Each piece is one write, so a reader never sees half of one; nothing is kept in memory but the piece at hand.
/// </summary>
sealed class StepLog<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int MostLooks = 100;

    readonly ExperimentParts<T> _parts;
    readonly ILoss<T> _loss;
    readonly Batch<T> _batch;
    readonly FileStream _file;
    readonly StringBuilder _piece = new();
    readonly string _recipe;
    readonly long _every;
    bool _owesError;   // whether a look was taken since the last epoch's error

    /// <summary>Opens the file of a run that has done so many steps; what a taken-up run had written of later ones is taken away.</summary>
    /// <exception cref="RunException">The file cannot be written, or is there and is none of this run's.</exception>
    public StepLog(RunOptions options, ExperimentParts<T> parts, Recipe recipe, long stepsDone)
    {
        (_parts, _loss, _recipe) = (parts, parts.CreateLoss(), recipe.Name);
        _batch = new Batch<T>(parts.Task.Shape);
        _every = options.LogEvery > 0 ? options.LogEvery : Math.Max(1, (parts.Steps + MostLooks - 1) / MostLooks);
        _file = Open(options.LogPath!, options.Resume);
        try
        {
            TakeBack(options.LogPath!, stepsDone);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a task whose sequences cannot be looked at by themselves.</summary>
    /// <exception cref="RunException">It is one.</exception>
    public static void RequireLoggable(Recipe recipe, TaskShape shape)
    {
        if (shape.CarriesStates || shape.Source is not null)
            throw new RunException($"{recipe.Name}: its batches go on from one another and mean nothing by themselves, so its training cannot be logged; leave --log away.") { IsMisuse = true };
    }

    static FileStream Open(string path, bool resume)
    {
        try
        {
            return new FileStream(path, resume ? FileMode.OpenOrCreate : FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (IOException e) when (!resume && File.Exists(path))
        {
            throw new RunException($"{path}: is there already; a log is written to a new file: remove it, or name another with --log.", e) { IsMisuse = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: the log cannot be written: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}; name another file with --log.", e) { IsMisuse = true };
        }
    }

    /// <summary>Looks at the sequence that the next step begins with, where one is due.</summary>
    /// <param name="stepsDone">Steps done so far.</param>
    public void Look(long stepsDone)
    {
        if (stepsDone % _every == 0 && WriteLook(stepsDone))
            Flush();
    }

    /// <summary>The error of an epoch, or of the steps since the last one, where a look was taken in it.</summary>
    /// <param name="what">For people: <c>epoch 3</c>.</param>
    /// <param name="step">Steps done at its end.</param>
    /// <param name="error">Mean loss of a target.</param>
    public void EndEpoch(string what, long step, double error)
    {
        if (!_owesError)
            return;
        _owesError = false;
        _piece.Append(InspectionLog.EpochEnd(what, step, error)).Append('\n');
        Flush();
    }

    /// <summary>The last look, with the weights as they now are, and these weights.</summary>
    public void Finish(long stepsDone)
    {
        WriteLook(stepsDone);
        using var text = new StringWriter(_piece) { NewLine = "\n" };
        InspectionLog.WriteWeights(text, WeightSegment.Of(_parts.Network.Parameters));
        Flush();
    }

    bool WriteLook(long stepsDone)
    {
        if (!_parts.Task.Fill(_batch, stepsDone * _parts.Accumulate, 0))
            return false;
        var row = InspectionInput.Take(_batch, 0, _parts.Task.Shape);
        var (steps, series, answers) = Inspector.Look(_parts.Network, _loss, row);
        using var text = new StringWriter(_piece) { NewLine = "\n" };
        InspectionLog.Write(text, new InspectionReport(_recipe, "", stepsDone, steps, series, answers));
        _owesError = true;
        return true;
    }

    void Flush()
    {
        _file.Write(Encoding.UTF8.GetBytes(_piece.ToString()));
        _file.Flush();
        _piece.Clear();
    }

    // Line by line, so that a log of any size can be taken up. A last line that was cut short is none.
    void TakeBack(string path, long stepsDone)
    {
        var reader = new LogLines(_file);
        var (length, isFirst) = (0L, true);
        while (reader.Next() is { } line)
        {
            if (isFirst && InspectionLog.StepsIn(line, _recipe) is null)
                throw new RunException($"{path}: is no log of recipe '{_recipe}', so it cannot be gone on with; name another file with --log.") { IsMisuse = true };
            isFirst = false;
            var look = InspectionLog.StepsIn(line, _recipe);
            var epoch = InspectionLog.EpochEndIn(line);
            if (line == InspectionLog.WeightsBegin || look >= stepsDone || epoch > stepsDone)
                break;
            _owesError = (_owesError || look is not null) && epoch is null;
            length = reader.Position;
        }
        _file.SetLength(length);
        _file.Seek(0, SeekOrigin.End);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
