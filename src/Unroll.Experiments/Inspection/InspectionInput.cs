using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using Unroll.Experiments.Runs;
using Unroll.Tasks;
using Unroll.Training;

namespace Unroll.Experiments.Inspection;

/// <summary>Reads a sequence that a person typed: symbols by their numbers, or rows of numbers.</summary>
static class InspectionInput
{
    static readonly char[] s_between = [' ', ',', '\t', '\n', '\r'];
    static readonly char[] s_betweenRows = [';', '\n'];

    /// <summary>Symbols: <c>0 1 1 0</c>, or <c>0110</c> where no symbol has two digits.</summary>
    /// <exception cref="RunException">A word is no symbol of the task.</exception>
    public static int[] Symbols(string text, int count)
    {
        var words = text.Split(s_between, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 1 && count <= 10)
            words = Array.ConvertAll(words[0].ToCharArray(), letter => letter.ToString());
        return words.Length == 0 ? throw Refused("is empty", count) : Array.ConvertAll(words, word => Symbol(word, count));
    }

    static int[] Letters(string text, ITextInput letters)
    {
        try
        {
            return letters.ReadSymbols(text);
        }
        catch (FormatException e)
        {
            throw new RunException($"the input '{(text.Length <= 60 ? text : text[..57] + "…")}', {e.Message}.", e) { IsMisuse = true };
        }
    }

    static int Symbol(string word, int count) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var symbol) && symbol < count
        ? symbol
        : throw Refused($"has '{word}'", count);

    static RunException Refused(string what, int count) =>
        new($"the input {what}; this network reads symbols from 0 to {count - 1}, for example --input \"{(count > 1 ? "0 1" : "0 0")}\".") { IsMisuse = true };

    /// <summary>Rows of numbers: <c>0.5 1; 0.2 0; 0.1 0</c>.</summary>
    /// <exception cref="RunException">A row is not as wide as the network's input, or a word is no number.</exception>
    public static double[][] Rows(string text, int width)
    {
        var rows = Array.ConvertAll(text.Split(s_betweenRows, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), row => Row(row, width));
        return rows.Length > 0 ? rows : throw RefusedRow("the input is empty", width);
    }

    static double[] Row(string text, int width)
    {
        var row = Array.ConvertAll(text.Split(s_between, StringSplitOptions.RemoveEmptyEntries), word =>
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : throw RefusedRow($"the input has '{word}', which is no number", width));
        return row.Length == width ? row : throw RefusedRow($"the input's row '{text}' has {row.Length} numbers", width);
    }

    static RunException RefusedRow(string what, int width) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{what}; give rows of {width} numbers with a semicolon between two steps.")) { IsMisuse = true };

    /// <summary>A batch of one row that holds a typed sequence, in the task's own words where it has any; nothing is wanted of it.</summary>
    /// <exception cref="RunException">It is no sequence of the task.</exception>
    public static Batch<T> Read<T>(string text, ITask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = task.Shape;
        var symbols = !shape.InputIsSymbols ? [] : task is ITextInput letters ? Letters(text, letters) : Symbols(text, shape.InputWidth);
        var rows = shape.InputIsSymbols ? [] : RowsOf(text, task);
        var steps = Math.Max(symbols.Length, rows.Count);
        var batch = new Batch<T>(shape with { MostSteps = steps, MostRows = 1, Source = null, CarriesStates = false });
        for (var step = 0; step < steps; step++)
        {
            if (shape.InputIsSymbols)
                batch.Symbols[step, 0][0] = symbols[step];
            else
                Array.ConvertAll(rows[step], T.CreateTruncating).CopyTo(batch.Dense[step, 0]);
        }
        WantNothing(batch);
        return batch;
    }

    // Rows of numbers can always be given: a semicolon tells them apart.
    static IReadOnlyList<double[]> RowsOf<T>(string text, ITask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (task is not IRowInput reader || text.Contains(';', StringComparison.Ordinal))
            return Rows(text, task.Shape.InputWidth);
        try
        {
            return reader.ReadRows(text);
        }
        catch (FormatException e)
        {
            throw new RunException($"the input {e.Message}", e) { IsMisuse = true };
        }
    }

    static void WantNothing<T>(Batch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var step = 0; step < batch.TargetSteps; step++)
        {
            if (!batch.Targets.IsEmpty)
                batch.Targets[step, 0][0] = -1;
            if (!batch.TargetWeights.IsEmpty)
                batch.TargetWeights[step, 0][0] = T.Zero;
        }
        if (!batch.TargetValues.IsEmpty)
            batch.TargetValues.Clear();
    }

    /// <summary>A batch of one row: a row of a larger one, without its padding.</summary>
    public static Batch<T> Take<T>(Batch<T> source, int row, TaskShape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var steps = 0;
        for (var step = 0; step < source.Steps; step++)
            steps += source.Mask?[step, row] ?? true ? 1 : 0;
        var batch = new Batch<T>(shape with { MostSteps = Math.Max(1, steps), MostRows = 1, Source = null, CarriesStates = false });
        if (steps == 0)
            throw new RunException($"sequence {row + 1} of the batch has no steps; choose another with --row.") { IsMisuse = true };
        var at = 0;
        for (var step = 0; step < source.Steps; step++)
        {
            if (!(source.Mask?[step, row] ?? true))
                continue;
            if (shape.InputIsSymbols)
                source.Symbols[step, row].CopyTo(batch.Symbols[at, 0]);
            else
                source.Dense[step, row].CopyTo(batch.Dense[at, 0]);
            if (shape.TargetSteps == 0)
                CopyTarget(source, step, row, batch, at);
            at++;
        }
        for (var step = 0; step < shape.TargetSteps; step++)
            CopyTarget(source, step, row, batch, step);
        return batch;
    }

    static void CopyTarget<T>(Batch<T> source, int step, int row, Batch<T> target, int at)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!source.Targets.IsEmpty)
            source.Targets[step, row].CopyTo(target.Targets[at, 0]);
        if (!source.TargetValues.IsEmpty)
            source.TargetValues[step, row].CopyTo(target.TargetValues[at, 0]);
        if (!source.TargetWeights.IsEmpty)
            source.TargetWeights[step, row].CopyTo(target.TargetWeights[at, 0]);
    }
}
