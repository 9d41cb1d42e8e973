using System.Globalization;
using System.Linq;
using Unroll.Cli.Display;
using Unroll.Experiments;
using Unroll.Experiments.Recipes;

namespace Unroll.Cli.Commands;

/// <summary>Tells a result, and judges it: a recipe is its own acceptance test.</summary>
static class ResultReport
{
    /// <summary>Writes the result to standard output, and a line for each missed expectation to standard error.</summary>
    /// <returns>The exit code: failure where an expectation was missed.</returns>
    public static int Tell(Terminal terminal, Recipe recipe, ExperimentResult result, bool json)
    {
        if (json)
            terminal.Output.WriteLine(ResultJson.Write(result));
        else
            ResultTable.Write(terminal, result, ReportedNumbers.ColumnsOf(recipe), ReportedNumbers.RemarkOf(recipe));
        terminal.Output.Flush();
        var missed = result.Expectations.Where(e => !e.Met).ToList();
        if (missed.Count == 0)
            return ExitCode.Fine;
        FailureReport.WriteLine(terminal, "expectation missed: " + string.Join("; ", missed.Select(Missed)) + ".");
        return ExitCode.Failure;
    }

    static string Missed(ExpectationResult expectation) =>
        string.Create(CultureInfo.InvariantCulture, $"{expectation.Metric} is {MetricText.Of(expectation.Metric, expectation.Got)}, wanted {expectation.Wanted}");
}
