using System;
using System.Globalization;
using System.Text;
using Unroll.Experiments.Recipes;
using Unroll.Training;

namespace Unroll.Experiments.Runs;

/// <summary>What a run adds up between lines of events.jsonl and remembers beside the trainer: saved with every checkpoint, so that a resumed run writes the same lines.</summary>
sealed class RunMemory
{
    /// <summary>Steps since the last line.</summary>
    public long Steps { get; private set; }

    /// <summary>Sequences since the last line.</summary>
    public long Sequences { get; private set; }

    /// <summary>Sum over those steps of the step's loss; over a whole epoch the report's "loss of an epoch".</summary>
    public double Loss { get; private set; }

    /// <summary>Largest gradient norm before clipping since the last line.</summary>
    public double GradientNorm { get; private set; }

    /// <summary>Loss of the last whole epoch; NaN before the first.</summary>
    public double LastEpochLoss { get; private set; } = double.NaN;

    /// <summary>Smallest loss of a whole epoch; NaN before the first.</summary>
    public double MinEpochLoss { get; private set; } = double.NaN;

    /// <summary>Mean loss of a target over the steps of the last line written; NaN before the first.</summary>
    public double LastLossPerTarget { get; private set; } = double.NaN;

    /// <summary>Mean loss of a target since the last line, weighted where targets have weights.</summary>
    public double LossPerTarget => _weight == 0 ? 0 : _targetLoss / _weight;

    /// <summary>The best measure so far of what the recipe keeps the best of; NaN before the first.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>The step it was measured after; 0 before the first.</summary>
    public long BestStep { get; private set; }

    double _weight;
    double _targetLoss;
    double _lastMetric = double.NaN;   // of the recipe's early end, when it was last measured
    long _goodSteps;
    long _worseMeasures;   // in a row, since the best

    /// <summary>Adds a step.</summary>
    public void Observe(in StepReport report)
    {
        Steps++;
        Sequences += report.Sequences;
        Loss += report.Loss;
        GradientNorm = Math.Max(GradientNorm, report.GradientNorm);
        _weight += report.Weight;
        _targetLoss += report.LossPerTarget * report.Weight;
    }

    /// <summary>Whether the recipe's early end is reached with this step; a step before a curriculum's end does not count.</summary>
    public bool IsLearnt(in StepReport report, StopRecipe? stop, bool curriculumAtEnd)
    {
        if (stop is null or { Metric: not null })
            return WasLearnt(stop);
        _goodSteps = curriculumAtEnd && report.LossPerTarget < stop.LossPerTarget ? _goodSteps + 1 : 0;
        return WasLearnt(stop);
    }

    /// <summary>Whether the recipe's early end is reached with this measure of its metric.</summary>
    public bool IsLearnt(double metric, StopRecipe stop, bool curriculumAtEnd)
    {
        var good = stop switch
        {
            { AtLeast: { } least } => metric >= least,
            { AtMost: { } most } => metric <= most,
            _ => Math.Abs(metric - _lastMetric) < stop.ChangeUnder,
        };
        _lastMetric = metric;
        _goodSteps = curriculumAtEnd && good ? _goodSteps + 1 : 0;
        return WasLearnt(stop);
    }

    /// <summary>Whether the early end was reached with the last step observed.</summary>
    public bool WasLearnt(StopRecipe? stop) => stop is not null && _goodSteps >= stop.Times;

    /// <summary>Takes in a measure of what the recipe keeps the best of. True where it is the best so far; a measure that is no number never is.</summary>
    public bool IsBest(double metric, long step, KeepBestRecipe keep)
    {
        var better = !double.IsNaN(metric) && (double.IsNaN(Best) || (keep.Best == "highest" ? metric > Best : metric < Best));
        _worseMeasures = better ? 0 : _worseMeasures + 1;
        if (better)
            (Best, BestStep) = (metric, step);
        return better;
    }

    /// <summary>Whether too many measures in a row were not the best.</summary>
    public bool IsPastPatience(KeepBestRecipe? keep) => keep?.Patience is { } patience && _worseMeasures >= patience;

    /// <summary>Ends a line: what was added up is forgotten, and kept as an epoch's loss where it was a whole one.</summary>
    public void EndLine(bool wholeEpoch)
    {
        LastLossPerTarget = LossPerTarget;
        if (wholeEpoch)
        {
            LastEpochLoss = Loss;
            MinEpochLoss = double.IsNaN(MinEpochLoss) ? Loss : Math.Min(MinEpochLoss, Loss);
        }
        (Steps, Sequences, Loss, GradientNorm, _weight, _targetLoss) = (0, 0, 0, 0, 0, 0);
    }

    /// <summary>The memory as one line of text.</summary>
    public string Save()
    {
        var text = new StringBuilder();
        foreach (var number in new[] { Loss, GradientNorm, LastEpochLoss, MinEpochLoss, LastLossPerTarget, _targetLoss })
            text.Append(CultureInfo.InvariantCulture, $"{BitConverter.DoubleToUInt64Bits(number):x16} ");
        return text.Append(CultureInfo.InvariantCulture, $"{Steps} {Sequences} {_weight:R} {_goodSteps} {BitConverter.DoubleToUInt64Bits(_lastMetric):x16} {BitConverter.DoubleToUInt64Bits(Best):x16} {BestStep} {_worseMeasures}").ToString();
    }

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public void Load(string text)
    {
        var words = text.Split(' ');
        if (words.Length is not (10 or 11 or 14))
            throw new FormatException($"a run's memory has 14 numbers, not {words.Length}");
        double Real(int index) => BitConverter.UInt64BitsToDouble(ulong.Parse(words[index], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        long Whole(int index) => long.Parse(words[index], NumberStyles.None, CultureInfo.InvariantCulture);
        (Loss, GradientNorm, LastEpochLoss, MinEpochLoss, LastLossPerTarget, _targetLoss) = (Real(0), Real(1), Real(2), Real(3), Real(4), Real(5));
        (Steps, Sequences, _goodSteps) = (Whole(6), Whole(7), Whole(9));
        _weight = double.Parse(words[8], NumberStyles.Float, CultureInfo.InvariantCulture);   // a whole number, where no target has a weight
        _lastMetric = words.Length > 10 ? Real(10) : double.NaN;   // older checkpoints have none
        (Best, BestStep, _worseMeasures) = words.Length > 11 ? (Real(11), Whole(12), Whole(13)) : (double.NaN, 0, 0);
    }
}
