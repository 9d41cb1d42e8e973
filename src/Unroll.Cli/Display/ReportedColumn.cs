using System.Collections.Generic;

namespace Unroll.Cli.Display;

/// <summary>What someone else reported, by the names of our metrics.</summary>
/// <param name="Title">Whose numbers they are.</param>
/// <param name="Numbers">The numbers; those without a measure of ours beside them are left out.</param>
sealed record ReportedColumn(string Title, IReadOnlyDictionary<string, double> Numbers);
