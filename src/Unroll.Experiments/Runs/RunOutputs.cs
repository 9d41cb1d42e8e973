namespace Unroll.Experiments.Runs;

/// <summary>Who is told what a run measures: its log, the curve that its diagnosis is made of, and whoever watches.</summary>
/// <param name="Log">events.jsonl and what goes with it.</param>
/// <param name="Curve">The loss so far.</param>
/// <param name="Listener">Who watches.</param>
/// <param name="Progress">Tells where the run stands.</param>
sealed record RunOutputs(RunLog Log, RunCurve Curve, IRunListener Listener, ProgressReporter Progress);
