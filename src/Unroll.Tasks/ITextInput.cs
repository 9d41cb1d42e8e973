namespace Unroll.Tasks;

/// <summary>A task whose symbols people write as text, for example as letters.</summary>
public interface ITextInput
{
    /// <summary>Reads a sequence of the task's symbols.</summary>
    /// <exception cref="System.FormatException">It is not one of the task's; the message, a part of a sentence, names the position, from 1.</exception>
    int[] ReadSymbols(string text);
}
