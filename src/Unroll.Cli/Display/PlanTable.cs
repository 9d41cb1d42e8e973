using System.Globalization;
using System.Linq;
using Unroll.Experiments.Sweeps;

namespace Unroll.Cli.Display;

/// <summary>What a sweep would run, for <c>--dry-run</c>.</summary>
static class PlanTable
{
    /// <summary>Writes it: a line for each point, then how much it is.</summary>
    public static int Write(Terminal terminal, SweepPlan plan, bool json)
    {
        if (json)
        {
            terminal.Output.WriteLine(SweepJson.WritePlanLine(plan));
            return ExitCode.Fine;
        }
        foreach (var point in plan.Points)
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point.Number,4}  {point.Describe()}"));
        foreach (var rung in plan.HalvingFactor is null ? [] : plan.Rungs)
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round: {rung.Points:N0} {(rung.Points == 1 ? "point" : "points")} to {plan.Unit[..^1]} {rung.Budget:N0}"));
        var seeds = plan.Seeds.Count == 1 ? $"seed {plan.Seeds[0]}" : string.Create(CultureInfo.InvariantCulture, $"seeds {string.Join(", ", plan.Seeds.Take(10))}{(plan.Seeds.Count > 10 ? ", …" : "")}");
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Trials.Count:N0} {(plan.Trials.Count == 1 ? "run" : "runs")}, {seeds}; chosen by the {(plan.Metric.LargerIsBetter == false ? "smallest" : "largest")} {plan.Metric.Name}; nothing was trained"));
        return ExitCode.Fine;
    }
}
