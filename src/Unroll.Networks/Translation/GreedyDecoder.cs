using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Sequences;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Translation;

/// <summary>
/// Answers sources with the most likely symbol at each step, fed back at the next; of equals the lowest. All rows of a batch go on side by side until the last has ended.
/// Nothing is allocated once it is made. Not for several threads at once.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class GreedyDecoder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Network<T> _encoder;
    readonly Trace<T> _trace;
    readonly StepwiseDecoder<T> _steps;
    readonly int[] _symbols;    // [rows][most steps]
    readonly int[] _lengths;    // [rows], the end symbol not counted
    readonly bool[] _ended;     // [rows]
    readonly int[] _next;       // [rows]: what each row reads next
    readonly double[] _logProbabilities;
    int _rows;

    /// <summary>Takes the memory.</summary>
    /// <param name="model">The model; it may be trained in between.</param>
    /// <param name="options">How answers begin and end.</param>
    /// <param name="sourceSteps">Most steps of a source, padding included.</param>
    /// <param name="rows">Most sources at a time.</param>
    /// <param name="team">The threads that run it; the caller's alone where null. No bit depends on them.</param>
    /// <param name="masks">Whether sources may be padded.</param>
    /// <exception cref="ArgumentException">Start or end symbol are not the decoder's; the message says which.</exception>
    /// <exception cref="InsufficientMemoryException">The shape needs more memory than there is.</exception>
    public GreedyDecoder(EncoderDecoder<T> model, DecodingOptions options, int sourceSteps, int rows, WorkerTeam? team = null, bool masks = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Require(model.Decoder.InputWidth, model.Decoder.OutputWidth, (model.Decoder.Layers[0].Reads & InputKinds.Symbols) != 0);
        (Options, _encoder) = (options, model.Encoder);
        _trace = _encoder.CreateTrace(sourceSteps, rows, TraceMode.Inference, team ?? WorkerTeam.Single, masks: masks);
        _steps = new StepwiseDecoder<T>(model, _trace, rows, team ?? WorkerTeam.Single);
        if ((long)rows * options.MostSteps > Array.MaxLength)
            throw new InsufficientMemoryException($"Answers of up to {options.MostSteps:N0} steps were asked for {rows:N0} rows; give fewer steps or rows.");
        _symbols = new int[rows * options.MostSteps];
        (_lengths, _ended, _next, _logProbabilities) = (new int[rows], new bool[rows], new int[rows], new double[rows]);
    }

    /// <summary>How answers begin and end.</summary>
    public DecodingOptions Options { get; }

    /// <summary>Rows of the last batch.</summary>
    public int Rows => _rows;

    /// <summary>The symbols of a row's answer, without the end symbol; the next batch overwrites them.</summary>
    public ReadOnlySpan<int> SymbolsOf(int row) => _symbols.AsSpan(Checked(row) * Options.MostSteps, _lengths[row]);

    /// <summary>Whether a row's answer came to its end, rather than being cut at the most steps.</summary>
    public bool IsEnded(int row) => _ended[Checked(row)];

    /// <summary>Natural logarithm of the probability that the model gives a row's answer, the end symbol included.</summary>
    public double LogProbabilityOf(int row) => _logProbabilities[Checked(row)];

    /// <summary>Answers a batch of sources.</summary>
    /// <param name="sources">The sources <c>[steps, rows, …]</c>.</param>
    /// <param name="mask">Which steps belong to them; all of them where null.</param>
    /// <exception cref="ArgumentException">Sources or mask do not fit the encoder or the shape that memory was taken for.</exception>
    /// <exception cref="InvalidOperationException">The decoder wrote something that is not a number.</exception>
    public void Decode(LayerInput<T> sources, SequenceMask? mask = null)
    {
        _rows = 0;
        _encoder.Forward(sources, _trace, mask);
        _steps.Start();
        Begin(sources.Batch);
        for (int step = 0, going = sources.Batch; step < Options.MostSteps && going > 0; step++)
            going -= Step(step, sources.Batch);
        _rows = sources.Batch;
    }

    void Begin(int rows)
    {
        _lengths.AsSpan(0, rows).Clear();
        _ended.AsSpan(0, rows).Clear();
        _logProbabilities.AsSpan(0, rows).Clear();
        _next.AsSpan(0, rows).Fill(Options.Start);
    }

    // The number of rows that come to their end.
    int Step(int step, int rows)
    {
        var outputs = _steps.Step(_next.AsSpan(0, rows));
        var ended = 0;
        for (var row = 0; row < rows; row++)
        {
            if (_ended[row])
                continue;
            ReadOnlySpan<T> logits = outputs[0, row];
            var symbol = ArgMax.Of(logits);
            var sum = SymbolChances.LogSum(logits);
            if (double.IsNaN(sum))
                throw new InvalidOperationException($"Step {step} of row {row}: the decoder wrote something that is not a number; its weights or its source are broken.");
            _logProbabilities[row] += SymbolChances.Wide(logits[symbol]) - sum;
            if (symbol == Options.End)
            {
                (_ended[row], _next[row]) = (true, Options.Start);   // it goes along unread
                ended++;
                continue;
            }
            _symbols[row * Options.MostSteps + _lengths[row]++] = symbol;
            _next[row] = symbol;
        }
        return ended;
    }

    int Checked(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)_rows, nameof(row));
        return row;
    }
}
