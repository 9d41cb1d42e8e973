using System.Globalization;
using System.Text;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Numerics.Threading;

namespace Unroll.Contracts.Pages;

/// <summary>The figures of docs/memory.md are those of real traces.</summary>
public sealed class MemoryPageTests
{
    const int Steps = 50, Batch = 32, Hidden = 100;

    [SkippableFact]
    public void Page_OfMemory_HasTheFiguresOfRealTraces()
    {
        var table = new StringBuilder("| cell | parameters | training trace, bytes | inference trace, bytes |\n|---|---|---|---|\n");
        foreach (var cell in CellCatalog.Names)
        {
            var plan = new ParameterPlan();
            var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "rnn", cell, 2, Hidden), new DenseLayer<float>(plan, "out", Hidden, 2));
            var training = network.CreateTrace(Steps, Batch, TraceMode.Training, WorkerTeam.Single).Bytes;
            var inference = network.CreateTrace(Steps, Batch, TraceMode.Inference, WorkerTeam.Single).Bytes;
            table.Append(CultureInfo.InvariantCulture, $"| {cell} | {network.Parameters.Count:N0} | {training:N0} | {inference:N0} |\n");
        }
        WrittenBlock.Require("memory.md", "figures", table.ToString());
    }
}
