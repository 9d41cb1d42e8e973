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
    const int Points = 80;

    static readonly Mutation[] s_mutations = [Mutation.Wrong, Mutation.Missing, Mutation.RightOnly];

    static readonly Activation s_sigmoid = new(ActivationKind.Sigmoid), s_tanh = new(ActivationKind.Tanh), s_identity = new(ActivationKind.Identity);

    // Without cuts where a function has a flat part of its own (rectifier, hard sigmoid) or takes magnitudes (softsign): there some wrong cuts make no difference.
    static readonly CellSettings[] s_choices =
    [
        .. DualCheck.Choices.Where(choice => double.IsPositiveInfinity(choice.GateClip)),
        new() { Gate = s_sigmoid, Candidate = s_tanh, Output = s_tanh, GateClip = 1.2, MemoryClip = 0.8 },
        new() { Gate = s_identity, Candidate = s_sigmoid, Output = s_sigmoid, GateClip = 1.2, MemoryClip = 0.8 },
        new() { Gate = s_tanh, Candidate = s_identity, Output = s_identity, GateClip = 0.9 },
    ];

    /// <summary>Every cell as published (-1) and under each of the choices.</summary>
    public static TheoryData<string, int> Variants
    {
        get
        {
            var variants = new TheoryData<string, int>();
            foreach (var cell in CellCatalog.Entries)
            {
                for (var choice = -1; choice < (cell.HasSettings ? s_choices.Length : 0); choice++)
                    variants.Add(cell.Name, choice);
            }
            return variants;
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void Forward_OfEveryCell_IsTheEquationsByHand(string cell, int choice)
    {
        var result = On(cell, choice, settings => new Unmutated(cell, settings));
        Assert.True(result.Passed, $"{result.Subject}: {result.WorstError}");
    }

    [Theory, MemberData(nameof(Variants))]
    public void Backward_WithAnyOperationWrong_FailsRung1(string cell, int choice) => RequireDead(cell, On(cell, choice, settings => new BackwardMutants(cell, settings)));

    [Theory, MemberData(nameof(Variants))]
    public void Forward_WithAnyOperationWrong_IsNoticed(string cell, int choice) => RequireDead(cell, On(cell, choice, settings => new ForwardMutants(cell, settings)));

    [Theory, MemberData(nameof(Variants))]
    public void MutantLane_WithNothingWrong_PassesRung1(string cell, int choice)
    {
        MutantLane.Begin(Mutation.Wrong, -1, 1);
        var result = On(cell, choice, settings => new Healthy(cell, settings));
        Assert.True(result.Passed, $"{result.Subject}: {result.WorstError}");
        Assert.True(MutantLane.Operations > Points, "the mutant lane was not used");
    }

    static TResult On<TResult>(string name, int choice, Func<CellSettings?, ICellVisitor<TResult>> visitor)
    {
        var cell = CellCatalog.Find(name);
        return choice < 0 ? cell.Accept(visitor(null)) : cell.AcceptSettings(visitor(s_choices[choice]));
    }

    void RequireDead(string cell, Outcome outcome)
    {
        output.WriteLine($"{cell}: {outcome.Mutants - outcome.Alive.Count} of {outcome.Mutants} mutants killed ({outcome.Operations} operations, {s_mutations.Length} mistakes each).");
        Assert.True(outcome.Operations > 1, $"only {outcome.Operations} operations were seen");
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
        Assert.False(isNoticed(), "a mistake was noticed where none was made");
        var alive = new List<string>();
        foreach (var mutation in s_mutations)
        {
            for (var target = 0; target < operations; target++)
            {
                if (!IsNoticed(mutation, target) && IsNoticed(Mutation.Lost, target))
                    alive.Add($"operation {target} {mutation}");
            }
        }
        return new(operations, operations * s_mutations.Length, alive);

        bool IsNoticed(Mutation mutation, int target)
        {
            MutantLane.Begin(mutation, target, operations);
            return isNoticed();
        }
    }

    sealed class Unmutated(string name, CellSettings? settings) : ICellVisitor<LadderResult>
    {
        public LadderResult Visit<TCell>()
            where TCell : struct, ICellMath => ForwardCheck.Run<TCell, Scalar<double>>(name, 500, Random(name), settings);
    }

    sealed class Healthy(string name, CellSettings? settings) : ICellVisitor<LadderResult>
    {
        public LadderResult Visit<TCell>()
            where TCell : struct, ICellMath => DualCheck.Run<TCell, MutantLane, MutantLane>(name, Points, Random(name), settings);
    }

    sealed class BackwardMutants(string name, CellSettings? settings) : ICellVisitor<Outcome>
    {
        public Outcome Visit<TCell>()
            where TCell : struct, ICellMath => Hunt(
            () => DualCheck.Run<TCell, Scalar<double>, MutantLane>(name, 1, Random(name), settings),
            () => !DualCheck.Run<TCell, Scalar<double>, MutantLane>(name, Points, Random(name), settings).Passed);
    }

    // A wrong state shows against the equations by hand; a wrong kept value, which no state tells of, in the gradients.
    sealed class ForwardMutants(string name, CellSettings? settings) : ICellVisitor<Outcome>
    {
        public Outcome Visit<TCell>()
            where TCell : struct, ICellMath => Hunt(
            () => ForwardCheck.Run<TCell, MutantLane>(name, 1, Random(name), settings),
            () => !ForwardCheck.Run<TCell, MutantLane>(name, Points, Random(name), settings).Passed
                || !DualCheck.Run<TCell, MutantLane, Scalar<double>>(name, Points, Random(name), settings).Passed);
    }
}
