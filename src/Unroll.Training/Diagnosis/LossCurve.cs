using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Unroll.Training.Diagnosis;

/// <summary>
/// Names the shape of a loss curve by the few patterns that curves of training have. Every measure is a median or a distance of medians, set beside the noise of the curve itself and beside
/// its height, which is the loss it began with less the least there can be; so a noisy curve that comes down is a decay, and ripples on a loss that is nearly nothing are nothing.
/// </summary>
/// <remarks>Looked for in this order: divergence, over-fitting, growth, oscillation, spike, plateau; what is none of these is a decay.</remarks>
public static class LossCurve
{
    /// <summary>Points below which no trouble is named, since a few points have every shape.</summary>
    public const int LeastPoints = 10;

    const int LeastOfDecay = 4;   // a run that is done so soon and only came down is no riddle

    // Shares are of the curve's height.
    const double FlatShare = 0.05;      // a change by less is none
    const double HighShare = 0.5;       // a loss over so much has not been learnt, where nobody knows what can be
    const double UnlearntShare = 0.2;   // and where somebody does
    const double RiseShare = 0.25;      // a rise by so much of what had been gained
    const double SwingShare = 0.15;     // swings of so much
    const double TurnShare = 0.25;      // of the points are turning points where a curve swings; of noise it is two thirds, of a fall or a rise none
    const int CoarsePoints = 60;        // for swings: of more points, means of neighbours, so that the noise of single steps is none
    const double SpikeShare = 0.3;      // a rise by so much, and back
    const double ClearlyNoise = 6;      // in standard deviations
    const double Recovering = 0.8;      // of what the loss was a fifth of the curve before
    const double Blown = 20;            // times the height

    /// <summary>Names the shape.</summary>
    /// <param name="points">The curve, in the order of its steps.</param>
    /// <param name="failure">Where the run ended because a number was not finite: its message; else null.</param>
    /// <param name="least">The least loss that anything can come to, such as the entropy of the data; null where nobody knows.</param>
    /// <param name="beginning">The loss with which the run began, where this curve is only a later part of it: the part is then measured by the height of the whole.</param>
    public static CurveDiagnosis Name(IReadOnlyList<CurvePoint> points, string? failure = null, double? least = null, double beginning = 0)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (failure is not null)
            return Diverged(failure.TrimEnd('.'));
        var losses = points.Select(point => point.Loss).ToArray();
        if (Array.FindIndex(losses, loss => !double.IsFinite(loss)) is >= 0 and var bad)
            return Diverged(Text($"the loss at step {points[bad].Step} is {losses[bad]}"));
        if (losses.Length < LeastPoints)
            return Fallen(points, losses, least ?? 0) ?? new(CurveShape.TooShort, Text($"{losses.Length} points, of which {LeastPoints} are needed"));
        var curve = new Measures(losses, least, beginning);
        if (curve.Last - curve.Floor > Blown * curve.Height)
            return Diverged(Text($"the loss went from {curve.First:G3} to {curve.Last:G3}"));
        return OverFit(points, curve) ?? Grown(points, curve) ?? Oscillating(curve) ?? Spiked(points, curve) ?? Flat(curve) ?? Decayed(curve.First, curve.Last);
    }

    // Of few points only that is said which no noise looks like: the last is as good as the least, far under the first, not on a flat line above what can be had, and the test data went along.
    static CurveDiagnosis? Fallen(IReadOnlyList<CurvePoint> points, double[] losses, double floor)
    {
        var errors = points.Select(point => point.TestError).OfType<double>().ToArray();
        if (losses.Length < LeastOfDecay || (errors.Length > 0 && errors[^1] > errors.Min()))
            return null;
        var (height, fall, late) = (losses[0] - floor, losses[0] - losses[^1], losses[(losses.Length - 1) / 2] - losses[^1]);
        var isLearnt = losses[^1] - floor < UnlearntShare * height;
        var isLow = losses[^1] - losses.Min() < FlatShare * height;
        return isLow && fall > UnlearntShare * height && (isLearnt || late > FlatShare * height) ? Decayed(losses[0], losses[^1]) : null;
    }

    static CurveDiagnosis Decayed(double first, double last) => new(CurveShape.Decay, Text($"the loss came from {first:G3} to {last:G3}"));

    static CurveDiagnosis Diverged(string evidence) => new(
        CurveShape.Divergence, evidence, "a step too large for the loss's slope: an exploding gradient, or a rate too high", "a lower train.optimizer.rate, train.clip.norm of 1, or warm-up steps");

    // Either the test data get worse while the training loss falls on, or the training data are as good as known and the test data never were.
    static CurveDiagnosis? OverFit(IReadOnlyList<CurvePoint> points, Measures curve)
    {
        var tested = points.Where(point => point.TestError is not null).ToArray();
        if (tested.Length < 3)
            return null;
        CurvePoint best = tested.MinBy(point => point.TestError!.Value), first = tested[0], last = tested[^1];
        var (low, now) = (best.TestError!.Value, last.TestError!.Value);
        var worse = now - low > Math.Max(0.1 * low, 0.02) && curve.Last < 0.7 * best.Loss;
        var never = curve.Last - curve.Floor < 0.1 * curve.Height && now > 0.2 && now > 0.5 * first.TestError!.Value;
        if (!worse && !never)
            return null;
        var evidence = worse
            ? Text($"test error was {low:G3} at step {best.Step} and is {now:G3} now, while the training loss fell from {best.Loss:G3} to {curve.Last:G3}")
            : Text($"the training loss fell to {curve.Last:G3}, but the test error is still {now:G3}");
        return new(CurveShape.OverFitting, evidence, "a network that learns the training data by heart", "more data, fewer units, weight decay or dropout, or an earlier end of the run");
    }

    static CurveDiagnosis? Grown(IReadOnlyList<CurvePoint> points, Measures curve)
    {
        var rise = curve.Last - curve.Best;
        var gained = Math.Max(curve.First - curve.Best, FlatShare * curve.Height);
        // The last fifth of the curve must lie above its best by more than it swings, and not be on its way down again.
        if (curve.Last < Recovering * curve.BeforeLast || rise < RiseShare * gained || rise < 0.2 * curve.Height || rise < ClearlyNoise * curve.Noise || curve.LowestOfEnd < curve.Best + 0.5 * rise)
            return null;
        return new(
            CurveShape.Growth, Text($"the loss was {curve.Best:G3} near step {points[curve.BestAt].Step} and is {curve.Last:G3} now; the gradient norm is {points[^1].GradientNorm:G3}"),
            "an exploding gradient, or a rate too high", "train.clip.norm of 1, or a lower train.optimizer.rate");
    }

    static CurveDiagnosis? Oscillating(Measures curve)
    {
        var coarse = curve.Coarse(CoarsePoints);
        if (coarse.Swing < SwingShare * curve.Height || coarse.Turns < TurnShare || Math.Abs(coarse.DropOfSecondHalf) > 2 * coarse.Swing)
            return null;
        return new(
            CurveShape.Oscillation, Text($"in its second half the loss goes up and down by {coarse.Swing:G3} round {curve.Last:G3}, {coarse.Turns:P0} of the points being turning points"),
            "a rate too high, which steps over the minimum again and again", "a lower train.optimizer.rate, a schedule that lowers it, or a larger train.batch");
    }

    static CurveDiagnosis? Spiked(IReadOnlyList<CurvePoint> points, Measures curve)
    {
        var (at, height) = curve.HighestSpike;
        if (at < 0 || height < SpikeShare * curve.Height || height < 2 * ClearlyNoise * curve.Noise)
            return null;
        return new(
            CurveShape.Spike, Text($"near step {points[at].Step} the loss rose by {height:G3} and came back; the gradient norm there was {points[at].GradientNorm:G3}, {Measures.MedianOf(points.Select(point => point.GradientNorm)):G3} in the middle of the run"),
            "a single step along a very steep slope", "train.clip.norm of 1, or a lower train.optimizer.rate");
    }

    static CurveDiagnosis? Flat(Measures curve)
    {
        var change = curve.DropOfSecondHalf;
        if (curve.Last - curve.Floor < (curve.IsFloorKnown ? UnlearntShare : HighShare) * curve.Height || change > Math.Max(FlatShare * curve.Height, ClearlyNoise * curve.Noise / 3))
            return null;
        var (known, doubt) = curve.IsFloorKnown ? (Text($", where {curve.Floor:G3} can be had"), "") : ("", " (or this loss is the least there can be)");
        return new(
            CurveShape.Plateau, Text($"the loss began at {curve.First:G3}, is {curve.Last:G3}{known}, and in the second half of the run changed by {change:G3}"),
            $"a gradient that says next to nothing: it vanishes on its way back, units are saturated, or the rate is far from right{doubt}",
            "a higher or lower train.optimizer.rate, shorter sequences first, a gated cell, and 'unroll inspect RUN --measure' for the gradient by lag");
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is measured of a curve.</summary>
    sealed class Measures
    {
        readonly double[] _losses;
        readonly double[] _smooth;   // medians of neighbours

        public Measures(double[] losses, double? least = null, double beginning = 0)
        {
            _losses = losses;
            (IsFloorKnown, Floor) = (least is not null, least ?? 0);
            Height = Math.Max(Math.Max(losses[0], beginning) - Floor, double.Epsilon);
            _smooth = [.. Enumerable.Range(0, losses.Length).Select(i => MedianOf(Around(i, 2)))];
            First = losses[0];
            Last = MedianOf(losses[^End..]);
            BeforeLast = MedianOf(losses[^(2 * End)..^End]);
            BestAt = Array.IndexOf(_smooth, _smooth.Min());
            // Of neighbours' differences, which have twice the variance; the median does not hear of spikes.
            Noise = 1.4826 * MedianOf(losses.Skip(1).Zip(losses, (b, a) => Math.Abs(b - a))) / Math.Sqrt(2);
        }

        int End => Math.Max(3, _losses.Length / 5);

        public double First { get; }

        public bool IsFloorKnown { get; }

        /// <summary>The least loss that there can be; 0 where nobody knows.</summary>
        public double Floor { get; }

        /// <summary>How far the loss stood above that when the run began: what all rises and falls are measured by.</summary>
        public double Height { get; }

        /// <summary>The curve of at most so many points, each the mean of as many neighbours; what is left over at its beginning is left out.</summary>
        public Measures Coarse(int most)
        {
            var size = (_losses.Length + most - 1) / most;
            return size == 1 ? this : new Measures([.. Enumerable.Range(0, _losses.Length / size).Select(i => _losses.AsSpan(_losses.Length % size + i * size, size).ToArray().Average())]);
        }

        public double Last { get; }

        /// <summary>The median of the fifth before the last.</summary>
        public double BeforeLast { get; }

        public int BestAt { get; }

        public double Best => _smooth[BestAt];

        public double Noise { get; }

        public double LowestOfEnd => _losses[^End..].Min();

        double[] SecondHalf => _losses[(_losses.Length / 2)..];

        /// <summary>By how much the second half came down.</summary>
        public double DropOfSecondHalf
        {
            get
            {
                var half = SecondHalf;
                var third = Math.Max(2, half.Length / 3);
                return MedianOf(half[..third]) - MedianOf(half[^third..]);
            }
        }

        /// <summary>How far the points of the second half lie from the line through its ends, in the median.</summary>
        public double Swing
        {
            get
            {
                var half = SecondHalf;
                var middle = MedianOf(half);
                var slope = -DropOfSecondHalf / half.Length;
                return 1.4826 * MedianOf(half.Select((loss, i) => Math.Abs(loss - middle - slope * (i - half.Length / 2.0))));
            }
        }

        /// <summary>Share of the inner points of the second half that are higher or lower than both neighbours.</summary>
        public double Turns
        {
            get
            {
                var half = SecondHalf;
                return Enumerable.Range(1, half.Length - 2).Count(i => (half[i] - half[i - 1]) * (half[i] - half[i + 1]) > 0) / (double)(half.Length - 2);
            }
        }

        /// <summary>The point that stands highest over the points before and after it.</summary>
        public (int At, double Height) HighestSpike
        {
            get
            {
                var (at, height) = (-1, 0.0);
                for (var i = 3; i < _losses.Length - 2; i++)
                {
                    var before = MedianOf(_losses[Math.Max(0, i - 4)..i]);
                    // Some points later it must be down again.
                    var after = _losses[(i + 1)..Math.Min(_losses.Length, i + 9)].Min();
                    var over = _losses[i] - Math.Max(before, after);
                    (at, height) = over > height ? (i, over) : (at, height);
                }
                return (at, height);
            }
        }

        double[] Around(int i, int reach) => _losses[Math.Max(0, i - reach)..Math.Min(_losses.Length, i + reach + 1)];

        public static double MedianOf(IEnumerable<double> numbers)
        {
            var sorted = numbers.Order().ToArray();
            return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
