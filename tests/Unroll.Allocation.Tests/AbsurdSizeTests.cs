using System;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Numerics.Threading;

namespace Unroll.Allocation;

/// <summary>Sizes that cannot be had are refused with a clear message before memory is taken for them.</summary>
public sealed class AbsurdSizeTests
{
    public static TheoryData<string, int, int> Shapes
    {
        get
        {
            var data = new TheoryData<string, int, int>();
            foreach (var cell in CellCatalog.Names)
            {
                data.Add(cell, int.MaxValue, int.MaxValue);
                data.Add(cell, int.MaxValue, 1);
                data.Add(cell, 1, int.MaxValue);
                data.Add(cell, 50_000, 40_000);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void CreateTrace_BeyondMemory_IsRefusedBeforeAllocating(string cell, int steps, int batch)
    {
        foreach (var walk in Enum.GetValues<Walk>())
        {
            var plan = new ParameterPlan();
            var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "0", cell, 100, 300, new() { Walk = walk }), new DenseLayer<float>(plan, "out", 300, 10));
            foreach (var mode in Enum.GetValues<TraceMode>())
                RequireRefused(() => network.CreateTrace(steps, batch, mode, WorkerTeam.Single));
        }
    }

    [Theory]
    [InlineData(1, int.MaxValue)]
    [InlineData(1, 100_000)]
    [InlineData(1_000_000, 3_000)]
    [InlineData(int.MaxValue, 2)]
    [InlineData(1, 536_870_912)]   // times four gates this is 0 in 32 bits
    public void RecurrentLayer_BeyondMemory_IsRefusedBeforeAllocating(int inputs, int hidden)
    {
        // A hundred thousand units that do not see one another are no absurd size.
        foreach (var cell in CellCatalog.Entries.Where(cell => cell.Layout.GatesFromState > 0 || hidden != 100_000))
            RequireRefused(() => new RecurrentLayer<float>(new ParameterPlan(), "0", cell.Name, inputs, hidden));
    }

    [Fact]
    public void DenseLayer_BeyondMemory_IsRefusedBeforeAllocating() =>
        RequireRefused(() => new DenseLayer<float>(new ParameterPlan(), "0", 65_536, 65_536));

    static void RequireRefused(Func<object> make)
    {
        InsufficientMemoryException? refusal = null;
        var bytes = AllocatedBytes.OfThisThread(() => refusal = Assert.Throws<InsufficientMemoryException>(() => _ = make()));
        // The exception and its text, plans and small objects; never the memory that was asked for.
        Assert.InRange(bytes, 0, 200_000);
        Assert.Contains("Use fewer", refusal!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
