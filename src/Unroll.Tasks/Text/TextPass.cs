using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Tasks.Text;

/// <summary>
/// Measures a network on a part of a text: streams side by side, each read from its start to its end with its state carried on, every prediction once and none left out. A document begins from a new state, and
/// its first symbol is not predicted. How long the windows are changes nothing but memory.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed unsafe class TextPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int NumbersOfRow = 3;   // nats, symbols, characters

    readonly Corpus _corpus;
    readonly TextWindows<T> _windows;
    readonly ILoss<T> _loss = new CrossEntropyOptions().Create<T>();
    readonly string _name;

    /// <summary>Deals a part to streams.</summary>
    /// <param name="corpus">The text.</param>
    /// <param name="part">Its part.</param>
    /// <param name="name">What the measures' names begin with.</param>
    /// <param name="streams">Streams wanted; fewer where one would be shorter than a window of training.</param>
    /// <param name="shortest">Steps of a window of training.</param>
    /// <param name="places">Steps times rows of a window of training: the pass takes no larger ones.</param>
    public TextPass(Corpus corpus, TextPart part, string name, int streams, int shortest, int places)
    {
        (_corpus, _name) = (corpus, name);
        Rows = (int)Math.Clamp(part.Steps / shortest, 1, Math.Min(streams, places));
        _windows = new TextWindows<T>(corpus.Symbols, part, new Training.Streams.StreamOptions { Rows = Rows, Length = places / Rows }, Rows);
    }

    /// <summary>Streams.</summary>
    public int Rows { get; }

    /// <summary>Steps of a window.</summary>
    public int Steps => _windows.MostSteps;

    /// <summary>The names of what is measured.</summary>
    public IReadOnlyList<string> Names => [_name + ".natsPerCharacter", _name + ".bitsPerCharacter", _name + ".perplexity", _name + ".characters"];

    /// <summary>Measures: nats and bits of a character, the perplexity of a symbol, and the characters that were predicted. Ranks that share it have some of the streams each.</summary>
    public Dictionary<string, double> Measure(Network<T> network, WorkerTeam team, EvaluationShare share)
    {
        // Stream by stream, so that the sums do not depend on which rank had which.
        var numbers = share.MeasureRows(Rows, NumbersOfRow, (first, count, ofRows) => Read(network, team, first, count, ofRows));
        var (nats, symbols, characters) = (0.0, 0.0, 0.0);
        for (var row = 0; row < numbers.Length; row += NumbersOfRow)
            (nats, symbols, characters) = (nats + numbers[row], symbols + numbers[row + 1], characters + numbers[row + 2]);
        return new Dictionary<string, double>
        {
            [Names[0]] = nats / characters,
            [Names[1]] = nats / characters / Math.Log(2),
            [Names[2]] = Math.Exp(nats / symbols),
            [Names[3]] = characters,
        };
    }

    // Reads some of the streams and adds up nats, symbols and characters of each.
    void Read(Network<T> network, WorkerTeam team, int first, int rows, Span<double> ofRows)
    {
        var classes = _corpus.Vocabulary.Count;
        var batch = new Batch<T>(new TaskShape(classes, classes, Steps, rows, 0, InputIsSymbols: true, CarriesStates: true));
        var trace = network.CreateTrace(Steps, rows, TraceMode.Inference, team);
        var states = new CarriedStates<T>(trace);
        for (var window = 0; _windows.Fill(batch, first, rows, window); window++)
        {
            for (var row = 0; row < rows; row++)
            {
                if (!batch.GoesOn[row])
                    states.Reset(row);
            }
            states.Give();
            network.Forward(batch.Inputs, trace);
            states.Take(batch.KeptSteps);
            Add(trace.Outputs, batch.Targets, ofRows);
        }
    }

    // One stream after the other: what stands side by side is as far apart as there are rows.
    void Add(Sequence<T> outputs, Sequence<int> targets, Span<double> ofRows)
    {
        for (var row = 0; row < targets.Batch; row++)
        {
            var numbers = ofRows.Slice(NumbersOfRow * row, NumbersOfRow);
            var wanted = new Sequence<int>(targets.Row(0, row), targets.Steps, 1, 1, targets.Batch * targets.Stride);
            var value = _loss.Measure(new Sequence<T>(outputs.Row(0, row), outputs.Steps, 1, outputs.Width, outputs.Batch * outputs.Stride), wanted, default);
            numbers[0] += value.Sum;
            numbers[1] += value.Targets;
            for (var step = 0; step < wanted.Steps; step++)
            {
                var target = wanted[step, 0][0];
                numbers[2] += target < 0 ? 0 : _corpus.Vocabulary.CharactersOf(target);
            }
        }
    }
}
