using System;
using Unroll.Numerics.Random;

namespace Unroll.Training.Batching;

/// <summary>Which things of a larger set a smaller one has, by their numbers in the larger: so that a part of a set is no copy of it.</summary>
sealed class SetMembers
{
    readonly int[] _numbers;

    SetMembers(int[] numbers) => _numbers = numbers;

    /// <summary>All of so many.</summary>
    public static SetMembers All(int count) => new(UpTo(count));

    /// <summary>How many.</summary>
    public int Count => _numbers.Length;

    /// <summary>The number in the larger set, by that in this one.</summary>
    public int this[int member] => _numbers[member];

    /// <summary>What each is turned into, in this set's order.</summary>
    public TResult[] ConvertAll<TResult>(Converter<int, TResult> convert) => Array.ConvertAll(_numbers, convert);

    /// <summary>Some of them, in this order.</summary>
    /// <param name="chosen">Their numbers in this set.</param>
    /// <param name="thing">What they are called: <c>sequence</c>.</param>
    /// <param name="parameter">The caller's name for <paramref name="chosen"/>.</param>
    /// <exception cref="ArgumentException">None is named.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not one of this set.</exception>
    public SetMembers Pick(ReadOnlySpan<int> chosen, string thing, string parameter)
    {
        if (chosen.IsEmpty)
            throw new ArgumentException($"No {thing} was picked; name at least one.", parameter);
        var numbers = new int[chosen.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            if ((uint)chosen[i] >= (uint)Count)
                throw new ArgumentOutOfRangeException(parameter, chosen[i], $"{char.ToUpperInvariant(thing[0])}{thing[1..]} {chosen[i]} was picked; this set has 0 to {Count - 1}.");
            numbers[i] = _numbers[chosen[i]];
        }
        return new(numbers);
    }

    /// <summary>Splits at random in two, each in this set's own order: what was near stays near in memory.</summary>
    /// <param name="secondShare">The share of the second part, above 0 and below 1; at least one goes to each.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="thing">What they are called: <c>sequence</c>.</param>
    /// <exception cref="ArgumentException">There are fewer than two.</exception>
    public (SetMembers First, SetMembers Second) Split(double secondShare, ulong seed, string thing)
    {
        if (!(secondShare > 0 && secondShare < 1))
            throw new ArgumentOutOfRangeException(nameof(secondShare), secondShare, $"A share of {secondShare} was asked for; it is above 0 and below 1.");
        if (Count < 2)
            throw new ArgumentException($"A set of {Count} {thing} cannot be split; give at least two, or no share to validate on.", nameof(secondShare));
        var order = UpTo(Count);
        new RandomStream(seed).Split("split").Shuffle(order.AsSpan());
        var second = Math.Clamp((int)Math.Round(Count * secondShare), 1, Count - 1);
        Array.Sort(order, 0, Count - second);
        Array.Sort(order, Count - second, second);
        var numbers = Array.ConvertAll(order, member => _numbers[member]);
        return (new(numbers[..^second]), new(numbers[^second..]));
    }

    static int[] UpTo(int count)
    {
        var numbers = new int[count];
        for (var i = 0; i < count; i++)
            numbers[i] = i;
        return numbers;
    }
}
