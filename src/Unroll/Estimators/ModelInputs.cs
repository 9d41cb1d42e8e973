using System;
using System.Collections.Generic;
using Unroll.Training.Batching;

namespace Unroll;

/// <summary>What an estimator's network reads, from what the caller gave.</summary>
static class ModelInputs
{
    /// <summary>Inputs to learn from, and how they were standardised; null where they were not.</summary>
    public static (SequenceInputs<float> Inputs, Standardisation? Standardisation) Learn(SequenceSet sequences, bool standardise)
    {
        var inputs = sequences.Inputs!;
        if (!standardise || sequences.AreSymbols)
            return (inputs, null);
        var numbers = NumbersOf(inputs);
        var standardisation = Standardisation.Measure(numbers, inputs.Width);
        return (Standardised(numbers, inputs.Width, standardisation), standardisation);
    }

    /// <summary>Inputs to ask about.</summary>
    /// <exception cref="ArgumentException">They are not what the model learnt from.</exception>
    public static SequenceInputs<float> Take(SequenceSet sequences, ModelShape shape, Standardisation? standardisation)
    {
        if (sequences.AreSymbols != shape.ReadsSymbols)
            throw new ArgumentException($"The sequences are {(sequences.AreSymbols ? "symbols" : "numbers")}, but the model learnt from {(shape.ReadsSymbols ? "symbols" : "numbers")}.", nameof(sequences));
        if (sequences.AreSymbols ? sequences.Width > shape.Inputs : sequences.Width != shape.Inputs)
        {
            throw new ArgumentException(sequences.AreSymbols
                ? $"The sequences hold symbol {sequences.Width - 1}, but the model knows 0 to {shape.Inputs - 1}."
                : $"The sequences have width {sequences.Width}, but the model learnt from width {shape.Inputs}.", nameof(sequences));
        }
        var inputs = sequences.Inputs!;
        return inputs.AreSymbols ? SequenceInputs<float>.OfSymbols(SymbolsOf(inputs), shape.Inputs)
            : standardisation is null ? inputs
            : Standardised(NumbersOf(inputs), inputs.Width, standardisation);
    }

    static float[][] NumbersOf(SequenceInputs<float> inputs)
    {
        var numbers = new float[inputs.Count][];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = inputs.RowsOf(i).ToArray();
        return numbers;
    }

    static IEnumerable<int[]> SymbolsOf(SequenceInputs<float> inputs)
    {
        for (var i = 0; i < inputs.Count; i++)
            yield return inputs.SymbolsOf(i).ToArray();
    }

    static SequenceInputs<float> Standardised(float[][] numbers, int width, Standardisation standardisation)
    {
        var standardised = new List<float[]>(numbers.Length);
        foreach (var sequence in numbers)
            standardised.Add(standardisation.Apply(sequence));
        return SequenceInputs<float>.OfSeries(standardised, width);
    }
}
