using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Networks.Streaming;
using Unroll.Numerics.Threading;
using Unroll.Training;

namespace Unroll.Tasks.Text;

/// <summary>
/// Measures a network on a part of a text: streams side by side, each read from its start to its end with its state carried on, every prediction once and none left out. A document begins from a new state, and
/// its first symbol is not predicted. How long the windows are changes nothing but memory.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
sealed class TextPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
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

    /// <summary>Measures: nats and bits of a character, the perplexity of a symbol, and the characters that were predicted.</summary>
    public Dictionary<string, double> Measure(Network<T> network, WorkerTeam team)
    {
        var vocabulary = _corpus.Vocabulary;
        var batch = new Batch<T>(new TaskShape(vocabulary.Count, vocabulary.Count, Steps, Rows, 0, InputIsSymbols: true, CarriesStates: true));
        var trace = network.CreateTrace(Steps, Rows, TraceMode.Inference, team);
        var states = new CarriedStates<T>(trace);
        var (nats, symbols, characters) = (0.0, 0L, 0L);
        for (var window = 0; _windows.Fill(batch, 0, Rows, window); window++)
        {
            for (var row = 0; row < Rows; row++)
            {
                if (!batch.GoesOn[row])
                    states.Reset(row);
            }
            states.Give();
            network.Forward(batch.Inputs, trace);
            states.Take(batch.KeptSteps);
            var value = _loss.Measure(trace.Outputs, batch.LossTargets, default);
            (nats, symbols, characters) = (nats + value.Sum, symbols + value.Targets, characters + Characters(batch, vocabulary));
        }
        return new Dictionary<string, double>
        {
            [Names[0]] = nats / characters,
            [Names[1]] = nats / characters / Math.Log(2),
            [Names[2]] = Math.Exp(nats / symbols),
            [Names[3]] = characters,
        };
    }

    static long Characters(Batch<T> batch, Vocabulary vocabulary)
    {
        var count = 0L;
        var targets = batch.Targets;
        for (var step = 0; step < batch.Steps; step++)
        {
            for (var row = 0; row < batch.Rows; row++)
            {
                var target = targets[step, row][0];
                count += target < 0 ? 0 : vocabulary.CharactersOf(target);
            }
        }
        return count;
    }
}
