namespace Unroll.Tasks;

/// <summary>Watches a task being made, where that takes time: the reading of a large text. All calls come from the thread that makes it.</summary>
public interface ITaskProgress
{
    /// <summary>So much of a piece of work is done. Called many times a second: whoever shows it chooses how often. An exception ends the work and comes out of it as it is, so that it can be given up.</summary>
    /// <param name="work">What is done, in a few words: <c>reading book.txt</c>.</param>
    /// <param name="share">From 0 to 1.</param>
    void Report(string work, double share);
}
