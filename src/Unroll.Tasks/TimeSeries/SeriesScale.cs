using System;
using System.Collections.Generic;
using System.Numerics;

namespace Unroll.Tasks.TimeSeries;

/// <summary>Brings each channel to mean 0 and deviation 1 as measured over all steps of the series it was made from.</summary>
sealed class SeriesScale
{
    readonly double[] _mean, _deviation;

    SeriesScale(double[] mean, double[] deviation) => (_mean, _deviation) = (mean, deviation);

    /// <summary>Channels.</summary>
    public int Channels => _mean.Length;

    /// <summary>Measures series, each <c>[step, channel]</c>; at least one. A channel that never changes is only moved.</summary>
    public static SeriesScale Of(IEnumerable<float[,]> series)
    {
        double[] mean = [], squares = [];
        var count = 0L;
        foreach (var one in series)
        {
            if (count == 0)
                (mean, squares) = (new double[one.GetLength(1)], new double[one.GetLength(1)]);
            for (var step = 0; step < one.GetLength(0); step++)
            {
                count++;
                for (var channel = 0; channel < mean.Length; channel++)
                {
                    // Welford's way: no difference of two large sums.
                    var before = one[step, channel] - mean[channel];
                    mean[channel] += before / count;
                    squares[channel] += before * (one[step, channel] - mean[channel]);
                }
            }
        }
        return new SeriesScale(mean, Array.ConvertAll(squares, sum => sum > 0 ? Math.Sqrt(sum / count) : 1));
    }

    /// <summary>The standardised numbers of a series, step by step.</summary>
    public T[] Apply<T>(float[,] series)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = new T[series.Length];
        for (var step = 0; step < series.GetLength(0); step++)
        {
            for (var channel = 0; channel < Channels; channel++)
                numbers[step * Channels + channel] = T.CreateTruncating(Math.Clamp((series[step, channel] - _mean[channel]) / _deviation[channel], -float.MaxValue, float.MaxValue));
        }
        return numbers;
    }
}
