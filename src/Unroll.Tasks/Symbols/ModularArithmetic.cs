using System;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Symbols;

/// <summary>Options of modular arithmetic.</summary>
public sealed record ModularArithmeticOptions : AnsweringOptions
{
    /// <summary>The modulus: digits are 0 to one less. 2 to 100.</summary>
    [Description("The modulus; digits are 0 to one less."), Range(2, 100)]
    public int Modulus { get; set; } = 5;
}

/// <summary>Modular arithmetic in the catalog.</summary>
sealed class ModularArithmeticEntry() : SymbolEntry<ModularArithmeticOptions>(
    "modular-arithmetic", "The value of an expression of digits, +, - and ×, without brackets (Delétang et al. 2023, the simple form).", TaskJson.Default.ModularArithmeticOptions)
{
    /// <inheritdoc/>
    public override ISymbolRule RuleOf(ModularArithmeticOptions options) => new ModularArithmetic(options.Modulus);
}

/// <summary>A digit, then an operation and a digit, again and again; × binds before + and −. Symbols: the digits, then +, −, ×. There is an answer after each digit.</summary>
sealed class ModularArithmetic(int modulus) : ISymbolRule
{
    /// <inheritdoc/>
    public int Symbols => modulus + 3;

    /// <inheritdoc/>
    public int Classes => modulus;

    /// <inheritdoc/>
    public int Fit(int length) => (length - 1) / 2 * 2 + 1;

    /// <inheritdoc/>
    public void Draw(RandomStream random, Span<int> symbols, Span<int> targets)
    {
        var (sum, term) = (0, 0);   // of the terms that are complete, and the one that a × may still go on
        for (var i = 0; i < symbols.Length; i++)
        {
            if (i % 2 == 1)
            {
                symbols[i] = modulus + random.NextInt32(3);
                targets[i] = -1;
                continue;
            }
            var digit = random.NextInt32(modulus);
            var operation = i == 0 ? 0 : symbols[i - 1] - modulus;
            if (operation < 2)
                sum = (sum + term) % modulus;
            term = operation switch
            {
                0 => digit,
                1 => (modulus - digit) % modulus,
                _ => term * digit % modulus,
            };
            (symbols[i], targets[i]) = (digit, (sum + term) % modulus);
        }
    }
}
