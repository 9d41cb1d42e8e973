using System.CommandLine;
using BenchmarkDotNet.Running;
using Unroll.Benchmarks.Peers;

var root = new RootCommand("Times Unroll beside its peers: each of layer, step, stream, generate, peak, mpi and ranks prints JSON lines. All else goes to BenchmarkDotNet.");
root.Subcommands.Add(LayerBenchmark.Command());
root.Subcommands.Add(StepBenchmark.Command());
root.Subcommands.Add(StreamBenchmark.Command());
root.Subcommands.Add(GenerateBenchmark.Command());
root.Subcommands.Add(PeakBenchmark.Command());
root.Subcommands.Add(MpiBenchmark.Command());
root.Subcommands.Add(RanksBenchmark.Command());
var kernels = new Command("kernels", "BenchmarkDotNet over the kernels; what follows is its own, for example --filter *Tile*.") { TreatUnmatchedTokensAsErrors = false };
kernels.SetAction(parsed => { BenchmarkSwitcher.FromAssembly(typeof(LayerBenchmark).Assembly).Run([.. parsed.UnmatchedTokens]); });
root.Subcommands.Add(kernels);
return root.Parse(args).Invoke();
