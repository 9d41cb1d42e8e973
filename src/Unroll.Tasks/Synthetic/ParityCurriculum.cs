using System.Globalization;
using Unroll.Training;

namespace Unroll.Tasks.Synthetic;

/// <summary>The stage of a curriculum on length: a function of the losses alone.</summary>
public sealed class ParityCurriculum : ITaskMemory, ICurriculum
{
    readonly CurriculumOptions _options;
    int _streak;

    /// <summary>Stands at the first stage.</summary>
    public ParityCurriculum(CurriculumOptions options)
    {
        System.ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        Length = options.Start;
    }

    /// <summary>Length of the strings of this stage.</summary>
    public int Length { get; private set; }

    /// <inheritdoc/>
    public bool AtEnd => Length == _options.Most;

    /// <inheritdoc/>
    public string Describe() => $"length {Length} of {_options.Most}";

    /// <inheritdoc/>
    public void Observe(in StepReport report)
    {
        _streak = report.LossPerTarget < _options.Threshold ? _streak + 1 : 0;
        if (_streak < _options.Patience || AtEnd)
            return;
        Length = _options.Next(Length);
        _streak = 0;
    }

    /// <inheritdoc/>
    public string Save() => string.Create(CultureInfo.InvariantCulture, $"length {Length} streak {_streak}");

    /// <inheritdoc/>
    public void Load(string text)
    {
        var words = (text ?? "").Split(' ');
        if (words is not ["length", var lengthText, "streak", var streakText]
            || !int.TryParse(lengthText, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || !int.TryParse(streakText, NumberStyles.None, CultureInfo.InvariantCulture, out var streak)
            || length < _options.Start || length > _options.Most)
            throw new System.FormatException($"The state of a curriculum from {_options.Start} to {_options.Most} reads like 'length {_options.Start} streak 0', not '{text}'.");
        Length = length;
        _streak = streak;
    }
}
