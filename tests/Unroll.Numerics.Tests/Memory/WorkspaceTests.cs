using System;
using System.Linq;
using Unroll.Numerics.Memory;

namespace Unroll.Numerics.Tests.Memory;

public sealed unsafe class WorkspaceTests
{
    [Fact]
    public void Reserve_OfSeveralPieces_StartsEachOnACacheLine()
    {
        var plan = new MemoryPlan();
        long[] counts = [1, 15, 16, 17, 0, 100];
        var pieces = counts.Select(plan.Reserve).ToArray();
        Assert.Equal(counts, pieces.Select(p => p.Count));
        Assert.Equal([0, 16, 32, 48, 80, 80], pieces.Select(p => p.Offset));
        Assert.Equal(80 + 112, plan.Count);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 20)]
    [InlineData(1L << 60)]
    public void Reserve_OfAnAbsurdSize_IsRefusedInWords(long count)
    {
        var plan = new MemoryPlan();
        plan.Reserve(5);
        var error = Assert.Throws<InsufficientMemoryException>(() => plan.Reserve(count));
        Assert.Contains($"{count:N0}", error.Message, StringComparison.Ordinal);
        Assert.Contains("fewer", error.Message, StringComparison.Ordinal);
        Assert.Equal(16, plan.Count);
    }

    [Fact]
    public void Reserve_OfManyHugePieces_IsRefusedBeforeTheSumOverflows()
    {
        var plan = new MemoryPlan();
        var refused = Assert.Throws<InsufficientMemoryException>(() =>
        {
            for (var i = 0; i < 1000; i++)
                plan.Reserve(1L << 55);
        });
        Assert.NotNull(refused);
        Assert.True(plan.Count > 0);
    }

    [Fact]
    public void Reserve_OfANegativeSize_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryPlan().Reserve(-1));

    [Fact]
    public void RequireAvailable_BeyondTheMachine_NamesBothNumbers()
    {
        MemoryPlan.RequireAvailable(1);
        var error = Assert.Throws<InsufficientMemoryException>(() => MemoryPlan.RequireAvailable(1L << 60));
        Assert.Contains($"{1L << 60:N0}", error.Message, StringComparison.Ordinal);
        Assert.Contains("this machine has", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryPlan.RequireAvailable(-1));
    }

    [Theory]
    [InlineData(1L << 56)]
    [InlineData(3_000_000_000)]
    public void Workspace_BeyondTheMachineOrAnArray_IsRefusedInWords(long count)
    {
        var plan = new MemoryPlan();
        plan.Reserve(count - 100);
        var error = Assert.Throws<InsufficientMemoryException>(() => new Workspace<double>(plan));
        Assert.Contains("fewer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Workspace_OfAPlan_IsAlignedZeroedAndApart()
    {
        Check<float>();
        Check<double>();
        Check<int>();

        static void Check<T>()
            where T : unmanaged, System.Numerics.INumber<T>
        {
            var plan = new MemoryPlan();
            var pieces = new long[] { 3, 64, 17, 1000 }.Select(plan.Reserve).ToArray();
            var workspace = new Workspace<T>(plan);
            Assert.Equal(plan.Count, workspace.Count);
            for (var i = 0; i < pieces.Length; i++)
            {
                Assert.Equal(0, (nint)workspace[pieces[i]] % 64);
                Assert.Equal(pieces[i].Count, workspace.Span(pieces[i]).Length);
                Assert.False(workspace.Span(pieces[i]).ContainsAnyExcept(T.Zero));
                workspace.Span(pieces[i]).Fill(T.CreateChecked(i + 1));
            }
            for (var i = 0; i < pieces.Length; i++)
                Assert.False(workspace.Span(pieces[i]).ContainsAnyExcept(T.CreateChecked(i + 1)));
        }
    }

    [Fact]
    public void Workspace_AfterCollections_HasNotMoved()
    {
        var plan = new MemoryPlan();
        var piece = plan.Reserve(1000);
        var workspace = new Workspace<float>(plan);
        var address = (nint)workspace[piece];
        workspace.Span(piece)[999] = 5;
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.Equal(address, (nint)workspace[piece]);
        Assert.Equal(5, ((float*)address)[999]);
        GC.KeepAlive(workspace);
    }

    [Theory]
    [InlineData(0, 33)]
    [InlineData(32, 1)]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MaxValue, 1)]
    public void Workspace_AskedForAForeignPiece_IsRefused(long offset, long count)
    {
        var plan = new MemoryPlan();
        plan.Reserve(32);
        var workspace = new Workspace<float>(plan);
        Assert.Throws<ArgumentOutOfRangeException>(() => (nint)workspace[new Reservation(offset, count)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => workspace.Span(new Reservation(offset, count)).Length);
    }

    [Fact]
    public void Workspace_OfAnEmptyPlan_IsEmpty()
    {
        var plan = new MemoryPlan();
        var piece = plan.Reserve(0);
        Assert.True(new Workspace<float>(plan).Span(piece).IsEmpty);
        Assert.Throws<ArgumentNullException>(() => new Workspace<float>(null!));
    }
}
