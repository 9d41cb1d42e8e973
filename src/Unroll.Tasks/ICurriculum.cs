namespace Unroll.Tasks;

/// <summary>A task memory whose training data grow harder as they are learnt.</summary>
public interface ICurriculum
{
    /// <summary>Whether the hardest stage has been reached.</summary>
    bool AtEnd { get; }

    /// <summary>The stage in a few words, for people: <c>length 12 of 50</c>.</summary>
    string Describe();
}
