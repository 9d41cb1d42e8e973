namespace Unroll.Training.Translation;

/// <summary>Always the same share.</summary>
/// <param name="share">From 0 (always its own) to 1 (always the one wanted).</param>
public sealed class ConstantTeacher(double share) : ITeacherSchedule
{
    readonly double _share = OptionRange.UpToOne(share, nameof(share));

    /// <inheritdoc/>
    public double ShareAt(long step) => _share;
}
