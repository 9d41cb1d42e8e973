namespace Unroll.Tasks.Text;

/// <summary>A task on text, whose symbols a vocabulary turns into text and back.</summary>
public interface ITextTask
{
    /// <summary>What the task's symbols stand for.</summary>
    Vocabulary Vocabulary { get; }
}
