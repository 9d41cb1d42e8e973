using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Cells;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;
using Xunit.Abstractions;

namespace Unroll.Contracts.Mutation;

/// <summary>
/// Tests of the tests: every single operation of every cell's passes is done wrongly in several ways, and each time a rung must fail.
/// A mutant that lives means that a real mistake in that place would live too.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    const int Points = 40;

    static readonly Mutation[] s_mutations = Enum.GetValues<Mutation>();

    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void Forward_OfEveryCell_IsTheEquationsByHand(string cell)
    {
        var result = CellCatalog.Find(cell).Accept(new Unmutated(cell));
        Assert.True(result.Passed, $"{result.Subject}: {result.WorstError}");
    }

    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void Backward_WithAnyOperationWrong_FailsRung1(string cell) => RequireDead(cell, CellCatalog.Find(cell).Accept(new BackwardMutants(cell)));

    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void Forward_WithAnyOperationWrong_IsNoticed(string cell) => RequireDead(cell, CellCatalog.Find(cell).Accept(new ForwardMutants(cell)));

    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void MutantLane_WithNothingWrong_PassesRung1(string cell)
    {
        MutantLane.Begin(Mutation.Wrong, -1, 1);
        var result = CellCatalog.Find(cell).Accept(new Healthy(cell));
        Assert.True(result.Passed, $"{result.Subject}: {result.WorstError}");
        Assert.True(MutantLane.Operations > Points, "the mutant lane was not used");
    }

    void RequireDead(string cell, Outcome outcome)
    {
        output.WriteLine($"{cell}: {outcome.Mutants - outcome.Alive.Count} of {outcome.Mutants} mutants killed ({outcome.Operations} operations, {s_mutations.Length} mistakes each).");
        Assert.True(outcome.Operations > 2, $"only {outcome.Operations} operations were seen");
        Assert.True(outcome.Alive.Count == 0, $"{cell}: these mutants live: {string.Join(", ", outcome.Alive)}");
    }

    sealed record Outcome(int Operations, int Mutants, IReadOnlyList<string> Alive);

    static RandomStream Random(string cell) => new RandomStream(11).Split(cell);

    // Counts the operations of one pass, then gets each of them wrong in turn.
    static Outcome Hunt(Action onePass, Func<bool> isNoticed)
    {
        MutantLane.Begin(Mutation.Wrong, -1, 1);
        onePass();
        var operations = MutantLane.Operations;
        var alive = new List<string>();
        foreach (var mutation in s_mutations)
        {
            for (var target = 0; target < operations; target++)
            {
                MutantLane.Begin(mutation, target, operations);
                if (!isNoticed())
                    alive.Add($"operation {target} {mutation}");
            }
        }
        return new(operations, operations * s_mutations.Length, alive);
    }

    sealed class Unmutated(string name) : ICellVisitor<LadderResult>
    {
        public LadderResult Visit<TCell>()
            where TCell : struct, ICellMath => ForwardCheck.Run<TCell, Scalar<double>>(name, 2000, Random(name));
    }

    sealed class Healthy(string name) : ICellVisitor<LadderResult>
    {
        public LadderResult Visit<TCell>()
            where TCell : struct, ICellMath => DualCheck.Run<TCell, MutantLane, MutantLane>(name, Points, Random(name));
    }

    sealed class BackwardMutants(string name) : ICellVisitor<Outcome>
    {
        public Outcome Visit<TCell>()
            where TCell : struct, ICellMath => Hunt(
            () => DualCheck.Run<TCell, Scalar<double>, MutantLane>(name, 1, Random(name)),
            () => !DualCheck.Run<TCell, Scalar<double>, MutantLane>(name, Points, Random(name)).Passed);
    }

    // A wrong state shows against the equations by hand; a wrong kept value, which no state tells of, in the gradients.
    sealed class ForwardMutants(string name) : ICellVisitor<Outcome>
    {
        public Outcome Visit<TCell>()
            where TCell : struct, ICellMath => Hunt(
            () => ForwardCheck.Run<TCell, MutantLane>(name, 1, Random(name)),
            () => !ForwardCheck.Run<TCell, MutantLane>(name, Points, Random(name)).Passed
                || !DualCheck.Run<TCell, MutantLane, Scalar<double>>(name, Points, Random(name)).Passed);
    }
}
