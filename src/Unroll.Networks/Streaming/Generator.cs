using System;
using System.Linq;
using System.Numerics;
using Unroll.Numerics.Random;

namespace Unroll.Networks.Streaming;

/// <summary>
/// Runs a network on its own outputs: what it wrote at a step, or a symbol chosen from it, is what it reads at the next. To begin with more than one step of given input,
/// run all but the last through <see cref="StepwiseNetwork{T}.Step(ReadOnlySpan{T})"/> first; states are kept from call to call. Nothing is allocated once it is made.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class Generator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly StepwiseNetwork<T> _network;
    readonly bool _hasRandom;
    readonly SymbolSampler[] _samplers;   // one for each row

    /// <summary>Takes the memory.</summary>
    /// <param name="network">A network that writes as many numbers as it reads numbers or symbols.</param>
    /// <param name="random">Where the choice of symbols comes from: row i draws from <c>random.At(i)</c>, so that its symbols do not depend on the other rows. Null where none is chosen by chance.</param>
    /// <param name="temperature">What scores are divided by before a symbol is drawn with probability softmax(scores): 1 is the network's own distribution, below 1 keeps nearer to the best, 0 always takes the best (the first of equals).</param>
    /// <exception cref="ArgumentException">The network does not write as many numbers as it reads.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is below 0 or not finite.</exception>
    public Generator(StepwiseNetwork<T> network, RandomStream? random = null, double temperature = 1)
        : this(network, new SamplingOptions { Temperature = temperature }, random)
    {
    }

    /// <summary>Takes the memory.</summary>
    /// <param name="network">A network that writes as many numbers as it reads numbers or symbols.</param>
    /// <param name="options">How a symbol is chosen. Symbols that are given count as met lately.</param>
    /// <param name="random">Where the choice of symbols comes from: row i draws from <c>random.At(i)</c>. Null where none is chosen by chance.</param>
    /// <exception cref="ArgumentException">The network does not write as many numbers as it reads.</exception>
    public Generator(StepwiseNetwork<T> network, SamplingOptions options, RandomStream? random)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        if (network.InputWidth != network.OutputWidth)
            throw new ArgumentException($"The network reads {network.InputWidth} numbers or symbols and writes {network.OutputWidth} numbers; to be fed back they must be as many.", nameof(network));
        (_network, _hasRandom) = (network, random is not null || !options.IsRandom);
        _samplers = [.. Enumerable.Range(0, network.Rows).Select(row => new SymbolSampler(network.OutputWidth, options, random?.At(row), row))];
    }

    int RowNumbers => _network.Rows * _network.OutputWidth;

    /// <summary>Runs on numbers: the outputs of a step are the input of the next.</summary>
    /// <param name="first">The first step's input, <c>[rows][width]</c>.</param>
    /// <param name="outputs">Where the outputs go, <c>[steps][rows][width]</c>; its length says how many steps are run.</param>
    /// <exception cref="ArgumentException">There is not room for whole steps, or the network reads symbols.</exception>
    public void Generate(ReadOnlySpan<T> first, Span<T> outputs)
    {
        RequireSteps(outputs.Length, RowNumbers, "numbers");
        var input = first;
        for (var step = outputs; !step.IsEmpty; step = step[RowNumbers..])
        {
            var written = _network.Step(input);
            for (var row = 0; row < _network.Rows; row++)
                written[0, row].CopyTo(step[(row * written.Width)..]);
            input = step[..RowNumbers];
        }
    }

    /// <summary>Runs on symbols: the network's outputs are a score for each symbol, and the one that is chosen is the input of the next step.</summary>
    /// <param name="first">The first step's input, one symbol for each row.</param>
    /// <param name="chosen">Where the symbols go that were chosen, <c>[steps][rows]</c>; its length says how many steps are run.</param>
    /// <exception cref="ArgumentException">There is not room for whole steps, or a first symbol is out of range.</exception>
    /// <exception cref="InvalidOperationException">Symbols are to be drawn and no random stream was given, or a row's scores say nothing: one is NaN, or none is finite.</exception>
    public void Generate(ReadOnlySpan<int> first, Span<int> chosen)
    {
        RequireSteps(chosen.Length, _network.Rows, "symbols");
        if (!_hasRandom)
            throw new InvalidOperationException("Symbols are to be drawn and no random stream was given; give one, or a temperature of 0.");
        for (var row = 0; row < first.Length && first.Length == _samplers.Length; row++)
            Hear(first[row], row);
        var input = first;
        for (var step = chosen; !step.IsEmpty; step = step[_network.Rows..])
        {
            var written = _network.Step(input);
            for (var row = 0; row < _network.Rows; row++)
                step[row] = _samplers[row].Choose<T>(written[0, row]);
            input = step[.._network.Rows];
        }
    }

    // What is out of range the network refuses in its own words.
    void Hear(int symbol, int row)
    {
        if ((uint)symbol < (uint)_network.InputWidth)
            _samplers[row].Hear(symbol);
    }

    void RequireSteps(int room, int step, string what)
    {
        if (room == 0 || room % step != 0)
            throw new ArgumentException($"There is room for {room} {what}, and a step of {_network.Rows} rows gives {step}; give room for one or more whole steps.");
    }
}
