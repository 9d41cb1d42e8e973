using System;
using System.Numerics;
using Unroll.Numerics.Random;
using Unroll.Training;
using Unroll.Training.Batching;
using Unroll.Training.Streams;

namespace Unroll.Tasks.Grammar;

/// <summary>Presents training strings window by window, an update to each, the state carried over inside a string. The order of presentation is drawn once and begins anew at its end.</summary>
/// <typeparam name="T">The number.</typeparam>
sealed class ReberWindows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const int Presentations = 200_000;

    readonly StreamTask<T> _stream;
    readonly long[] _ends;   // windows up to the end of each presentation

    /// <summary>Draws the order of presentation.</summary>
    /// <exception cref="TaskOptionsException">A batch has several strings: windows are for one string after the other.</exception>
    public ReberWindows(SequenceDataset<T> training, RandomStream random, int window, TaskSetting setting)
    {
        if (setting.Batch != 1 || setting.Workers != 1)
            throw new TaskOptionsException($"window is {window}, and presents one string after the other, but train.batch is {setting.Batch} and train.workers {setting.Workers}; set both to 1, or window to 0.");
        var order = new int[Presentations];
        _ends = new long[Presentations];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = random.NextInt32(training.Count);
            _ends[i] = (i == 0 ? 0 : _ends[i - 1]) + (training.LengthOf(order[i]) + window - 1) / window;
        }
        _stream = new StreamTask<T>(training.Pick(order), new StreamOptions { Rows = 1, Length = window });
        Shape = _stream.Shape with { StepsPerEpoch = 0 };
    }

    /// <summary>What a batch looks like.</summary>
    public TaskShape Shape { get; }

    /// <summary>Strings whose last window lies within so many steps.</summary>
    public long PresentedAfter(long steps)
    {
        var (rounds, rest) = Math.DivRem(steps, _ends[^1]);
        var place = Array.BinarySearch(_ends, rest);
        return rounds * Presentations + (place >= 0 ? place + 1 : ~place);
    }

    /// <summary>The window of a step.</summary>
    public bool Fill(Batch<T> batch, long step) => _stream.Fill(batch, step, 0);
}
