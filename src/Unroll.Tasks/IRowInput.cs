using System.Collections.Generic;

namespace Unroll.Tasks;

/// <summary>A task whose rows of input people write as text, for example as numbers or letters.</summary>
public interface IRowInput
{
    /// <summary>Reads a sequence as rows of the network's input.</summary>
    /// <exception cref="System.FormatException">It is not one of the task's; the message, a part of a sentence, says what it has and what is wanted.</exception>
    IReadOnlyList<double[]> ReadRows(string text);
}
