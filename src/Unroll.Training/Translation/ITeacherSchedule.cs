namespace Unroll.Training.Translation;

/// <summary>How often a decoder in training reads the symbol that was wanted, rather than its own.</summary>
public interface ITeacherSchedule
{
    /// <summary>The probability, from 0 to 1, for the update after so many; a function of that number alone.</summary>
    double ShareAt(long step);
}
