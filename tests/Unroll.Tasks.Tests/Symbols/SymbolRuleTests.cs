using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Numerics.Random;
using Unroll.Tasks.Symbols;

namespace Unroll.Tasks.Tests.Symbols;

/// <summary>Each rule against its definition, worked out another way.</summary>
public sealed class SymbolRuleTests
{
    static IEnumerable<(int[] Symbols, int[] Targets)> Draws(ISymbolRule rule, int length)
    {
        var random = new RandomStream(7);
        for (var i = 0; i < 200; i++)
        {
            var (symbols, targets) = (new int[rule.Fit(length)], new int[rule.Fit(length)]);
            rule.Draw(random, symbols, targets);
            Assert.All(symbols, symbol => Assert.InRange(symbol, 0, rule.Symbols - 1));
            Assert.All(targets, target => Assert.InRange(target, -1, rule.Classes - 1));
            yield return (symbols, targets);
        }
    }

    [Fact]
    public void EvenPairs_CountsChanges()
    {
        foreach (var (symbols, targets) in Draws(new EvenPairs(), 23))
        {
            for (var i = 0; i < symbols.Length; i++)
                Assert.Equal(1 - Enumerable.Range(1, i).Count(j => symbols[j] != symbols[j - 1]) % 2, targets[i]);
        }
    }

    [Fact]
    public void CycleNavigation_AddsTheMoves()
    {
        foreach (var (symbols, targets) in Draws(new CycleNavigation(5), 31))
        {
            for (var i = 0; i < symbols.Length; i++)
                Assert.Equal((symbols[..(i + 1)].Sum(move => move == 2 ? -1 : move) + 5 * symbols.Length) % 5, targets[i]);
        }
    }

    [Fact]
    public void ModularArithmetic_BindsProductsFirst()
    {
        foreach (var (symbols, targets) in Draws(new ModularArithmetic(5), 20))
        {
            Assert.Equal(19, symbols.Length);
            for (var i = 0; i < symbols.Length; i++)
                Assert.Equal(i % 2 == 1 ? -1 : Value(symbols[..(i + 1)]), targets[i]);
        }
    }

    // Over the whole numbers: sums of products, the modulus taken once at the end.
    static int Value(int[] symbols)
    {
        var products = new List<System.Numerics.BigInteger> { symbols[0] };
        for (var i = 2; i < symbols.Length; i += 2)
        {
            if (symbols[i - 1] == 7)
                products[^1] *= symbols[i];
            else
                products.Add(symbols[i - 1] == 5 ? symbols[i] : -symbols[i]);
        }
        var value = products.Aggregate((a, b) => a + b) % 5;
        return (int)(value < 0 ? value + 5 : value);
    }

    [Fact]
    public void Dyck_ClosesWhatWasOpenedLast()
    {
        var deepest = 0;
        foreach (var (symbols, targets) in Draws(new Dyck(2, 3), 60))
        {
            var open = new Stack<int>();
            for (var i = 0; i < symbols.Length; i++)
            {
                if (symbols[i] < 2)
                    open.Push(symbols[i]);
                else
                    Assert.Equal(symbols[i] - 2, open.Pop());
                deepest = Math.Max(deepest, open.Count);
                Assert.Equal(open.Count == 0 ? 0 : 1 + open.Peek(), targets[i]);
            }
        }
        Assert.Equal(3, deepest);
    }

    [Fact]
    public void CountedPair_SaysWhatMayComeNext()
    {
        var (symbols, targets) = Draws(new CountedPair(), 7).First();
        Assert.Equal([0, 0, 0, 1, 1, 1], symbols);
        Assert.Equal([0, 0, 0, 1, 1, 2], targets);
    }

    [Fact]
    public void CopyMemory_WantsTheItemsAfterTheSign()
    {
        foreach (var (symbols, targets) in Draws(new CopyMemory(3, 4), 11))
        {
            Assert.All(symbols[..3], item => Assert.InRange(item, 1, 4));
            Assert.Equal([0, 0, 0, 0, 0, 5, 0, 0], symbols[3..]);
            Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, .. symbols[..3]], targets);
        }
    }

    [Fact]
    public void TemporalOrder_NamesTheTwoSigns()
    {
        var seen = new HashSet<int>();
        foreach (var (symbols, targets) in Draws(new TemporalOrder(), 104))
        {
            var places = Enumerable.Range(0, 104).Where(i => symbols[i] >= 6).ToArray();
            Assert.Equal(2, places.Length);
            Assert.InRange(places[0], 10, 19);
            Assert.InRange(places[1], 50, 59);
            Assert.Equal(2 * (symbols[places[0]] - 6) + symbols[places[1]] - 6, targets[^1]);
            Assert.All(targets[..^1], target => Assert.Equal(-1, target));
            seen.Add(targets[^1]);
        }
        Assert.Equal(4, seen.Count);
    }
}
