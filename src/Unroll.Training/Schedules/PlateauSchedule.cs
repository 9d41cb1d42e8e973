using System;
using System.Globalization;

namespace Unroll.Training.Schedules;

/// <summary>Lowers the rate when the loss has stopped falling; the rules of PyTorch's ReduceLROnPlateau (mode min, relative threshold).</summary>
public sealed class PlateauSchedule : IAdaptiveSchedule
{
    // A change of the rate smaller than this is not worth making (PyTorch's eps).
    const double LeastChange = 1e-8;

    readonly PlateauOptions _options;
    double _rate;
    double _best = double.PositiveInfinity;
    long _looksWithoutGain;
    long _coolingLooks;
    double _lossSum;
    long _lossSteps;

    /// <summary>Starts at the first rate.</summary>
    public PlateauSchedule(PlateauOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _rate = options.Rate;
    }

    /// <summary>The rate now, whatever the step.</summary>
    public double RateAt(long step) => _rate;

    /// <inheritdoc/>
    public void Observe(in StepReport report)
    {
        _lossSum += report.LossPerTarget;
        if (++_lossSteps < _options.StepsPerLook)
            return;
        Look(_lossSum / _lossSteps);
        _lossSum = 0;
        _lossSteps = 0;
    }

    void Look(double loss)
    {
        if (loss < _best * (1 - _options.Threshold))
        {
            _best = loss;
            _looksWithoutGain = 0;
        }
        else
        {
            _looksWithoutGain++;
        }
        if (_coolingLooks > 0)
        {
            _coolingLooks--;
            _looksWithoutGain = 0;
        }
        if (_looksWithoutGain > _options.Patience)
            Lower();
    }

    void Lower()
    {
        var lowered = Math.Max(_rate * _options.Factor, _options.Minimum);
        if (_rate - lowered > LeastChange)
            _rate = lowered;
        _coolingLooks = _options.Cooldown;
        _looksWithoutGain = 0;
    }

    /// <summary>Six numbers with spaces between: rate, best, looks without gain, looks left to cool, sum and count of the look under way. The shortest text that reads back to the same bits.</summary>
    public string Save() => string.Create(CultureInfo.InvariantCulture, $"{_rate:R} {_best:R} {_looksWithoutGain} {_coolingLooks} {_lossSum:R} {_lossSteps}");

    /// <inheritdoc/>
    /// <exception cref="FormatException">The text is not what <see cref="Save"/> gives.</exception>
    public void Load(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split(' ');
        if (words.Length != 6
            || !TryNumber(words[0], out var rate) || !double.IsFinite(rate) || rate < 0 || !TryNumber(words[1], out var best)
            || !TryCount(words[2], out var withoutGain) || !TryCount(words[3], out var cooling)
            || !TryNumber(words[4], out var sum) || !TryCount(words[5], out var steps))
            throw new FormatException($"'{text}' is not the memory of a plateau schedule; it was saved by another schedule or is damaged.");
        (_rate, _best, _looksWithoutGain, _coolingLooks, _lossSum, _lossSteps) = (rate, best, withoutGain, cooling, sum, steps);
    }

    static bool TryNumber(string word, out double value) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    static bool TryCount(string word, out long value) => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
