using System;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Translation;

namespace Unroll;

/// <summary>What an estimator's network reads and writes.</summary>
/// <param name="Inputs">Numbers at each step, or symbols there are.</param>
/// <param name="Outputs">Numbers written.</param>
/// <param name="ReadsSymbols">Whether a step is a symbol.</param>
/// <param name="EachStep">Whether it answers at every step rather than once for a sequence.</param>
sealed record ModelShape(int Inputs, int Outputs, bool ReadsSymbols, bool EachStep)
{
    /// <summary>The network of these options, with its first weights.</summary>
    public Network<float> Build(EstimatorOptions options)
    {
        var builder = ReadsSymbols ? NetworkBuilder<float>.OfSymbols(Inputs) : NetworkBuilder<float>.Of(Inputs);
        for (var i = 0; i < options.Layers; i++)
        {
            builder = options.Bidirectional ? builder.Bidirectional(options.Cell, options.Hidden) : builder.Recurrent(options.Cell, options.Hidden);
            if (options.Dropout > 0)
                builder = builder.Dropout(options.Dropout);
        }
        if (!EachStep)
            builder = builder.Pool(options.Pooling);
        return builder.Dense(Outputs).Build(options.Seed);
    }

    /// <summary>At least so many parameters the network has: counted without taking any memory, to hold against what a file brings.</summary>
    public Int128 LeastParameters(EstimatorOptions options)
    {
        var layout = CellCatalog.Find(options.Cell).Layout;
        Int128 hidden = options.Hidden, directions = options.Bidirectional ? 2 : 1, width = Inputs, count = 0;
        for (var i = 0; i < options.Layers; i++)
        {
            count += directions * hidden * (width * layout.GatesFromInput + hidden * layout.GatesFromState + layout.Gates);
            width = hidden * directions;
        }
        return count + (width + 1) * Outputs;
    }

    /// <summary>The encoder-decoder of these options, with its first weights; its end symbol, which is also where it starts, comes after the labels.</summary>
    public EncoderDecoder<float> BuildTranslator(EstimatorOptions options)
    {
        var encoder = ReadsSymbols ? NetworkBuilder<float>.OfSymbols(Inputs) : NetworkBuilder<float>.Of(Inputs);
        var decoder = NetworkBuilder<float>.OfSymbols(Outputs + 1);
        for (var i = 0; i < options.Layers; i++)
        {
            if (options.Dropout > 0 && i > 0)
                encoder = encoder.Dropout(options.Dropout);
            encoder = options.Bidirectional ? encoder.Bidirectional(options.Cell, options.Hidden) : encoder.Recurrent(options.Cell, options.Hidden);
            decoder = decoder.Recurrent(options.Cell, options.Bidirectional ? checked(2 * options.Hidden) : options.Hidden);
            if (options.Dropout > 0)
                decoder = decoder.Dropout(options.Dropout);
        }
        return encoder.BuildWithDecoder(decoder.Dense(Outputs + 1), options.Seed);
    }

    /// <summary>The same as <see cref="LeastParameters"/> for <see cref="BuildTranslator"/>.</summary>
    public Int128 LeastTranslatorParameters(EstimatorOptions options)
    {
        var layout = CellCatalog.Find(options.Cell).Layout;
        Int128 hidden = options.Hidden, directions = options.Bidirectional ? 2 : 1, width = Inputs, count = 0;
        Int128 units = directions * hidden, read = Outputs + 1;
        for (var i = 0; i < options.Layers; i++)
        {
            count += directions * hidden * (width * layout.GatesFromInput + hidden * layout.GatesFromState + layout.Gates);
            count += units * (read * layout.GatesFromInput + units * layout.GatesFromState + layout.Gates);
            (width, read) = (units, units);
        }
        return count + (units + 1) * (Outputs + 1);
    }
}
