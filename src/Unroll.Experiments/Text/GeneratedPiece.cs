namespace Unroll.Experiments.Text;

/// <summary>One symbol that a text model spoke.</summary>
/// <param name="Text">The characters that became whole with it: most often one; none in the middle of a character of several symbols.</param>
/// <param name="Symbol">The symbol.</param>
/// <param name="LogProbability">Natural logarithm of the probability that the network gave it: its own, at temperature 1, nothing cut or punished.</param>
public readonly record struct GeneratedPiece(string Text, int Symbol, double LogProbability);
