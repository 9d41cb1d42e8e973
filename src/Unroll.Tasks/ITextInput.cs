using System.Collections.Generic;

namespace Unroll.Tasks;

/// <summary>A task that reads a sequence in its own words (numbers, letters of a grammar) where a person types one, rather than as rows of numbers.</summary>
public interface ITextInput
{
    /// <summary>The sequence as rows of the network's input.</summary>
    /// <param name="text">What was typed.</param>
    /// <exception cref="TaskInputException">It is no sequence of this task.</exception>
    IReadOnlyList<double[]> ReadRows(string text);
}
