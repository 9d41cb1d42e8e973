using System;
using System.Collections.Generic;
using System.Numerics;
using Unroll.Networks;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;

namespace Unroll;

/// <summary>Runs a network over sequences of any lengths, some at a time, and takes its outputs apart again.</summary>
static class NetworkOutputs
{
    // Few enough places that a trace stays small beside the data, enough to fill the tiles of the products. No bit depends on them.
    static readonly BatchingOptions s_batching = new() { MostRows = 64, MostPlaces = 16_384 };

    /// <summary>Outputs of each sequence, <c>[length · outputs]</c>, or <c>[outputs]</c> where the network answers once.</summary>
    public static T[][] Of<T>(Network<T> network, SequenceInputs<T> inputs, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var data = new SequenceDataset<T>(inputs);
        using var team = new WorkerTeam(threads);
        var pass = new DatasetPass<T>(network, data, team, s_batching);
        var outputs = new T[inputs.Count][];
        while (pass.Next())
        {
            for (var row = 0; row < pass.Sequences.Length; row++)
            {
                var sequence = pass.Sequences[row];
                var steps = Math.Min(inputs.LengthOf(sequence), pass.Outputs.Steps);
                var numbers = outputs[sequence] = new T[steps * network.OutputWidth];
                for (var step = 0; step < steps; step++)
                    pass.Outputs[step, row].CopyTo(numbers.AsSpan(step * network.OutputWidth));
            }
        }
        return outputs;
    }

    /// <summary>Rows of a width, from numbers side by side.</summary>
    public static T[][] Rows<T>(T[] numbers, int width)
    {
        var rows = new List<T[]>(numbers.Length / width);
        for (var start = 0; start < numbers.Length; start += width)
            rows.Add(numbers[start..(start + width)]);
        return [.. rows];
    }
}
