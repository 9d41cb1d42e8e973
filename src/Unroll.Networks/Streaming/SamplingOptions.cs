using System;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Unroll.Networks.Streaming;

/// <summary>
/// How the next symbol is chosen from a row of scores. In this order: the scores of symbols met lately are lowered (<see cref="RepetitionPenalty"/>), all are divided by the
/// <see cref="Temperature"/> and made probabilities by a softmax, then the unlikely symbols are cut by <see cref="TopK"/>, by <see cref="TopP"/> among those that are left, and by <see cref="MinP"/>;
/// one of the rest is drawn with its probability among the rest.
/// </summary>
/// <remarks>Symbols are ranked by their scores, and of equals the lower symbol comes first; every cut keeps the first of that ranking, at least one.</remarks>
public sealed record SamplingOptions
{
    /// <summary>What scores are divided by: 1, the default, is the network's own distribution, below 1 keeps nearer to the best, 0 always takes the best (the first of equals). Finite, from 0 up.</summary>
    public double Temperature
    {
        get;
        init => field = value >= 0 && double.IsFinite(value) ? value : throw Refused(value, "a finite number from 0, which always takes the best symbol, up");
    } = 1;

    /// <summary>Most symbols that are drawn from, the best ones (Fan et al. 2018): exactly as many where there are more, also among equals. 0, the default, for all.</summary>
    public int TopK
    {
        get;
        init => field = value >= 0 ? value : throw Refused(value, "0, which keeps all, or how many symbols to keep");
    }

    /// <summary>The probability that the symbols drawn from have together at least, the fewest of the best that do (the nucleus; Holtzman et al. 2020). Above 0 up to 1, the default, for all.</summary>
    public double TopP
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw Refused(value, "a probability above 0, up to 1, which keeps all");
    } = 1;

    /// <summary>Symbols less likely than this share of the likeliest one's probability are cut (Nguyen et al. 2024); one of exactly that share stays. From 0, the default, for all, to 1.</summary>
    public double MinP
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw Refused(value, "a share of the likeliest symbol's probability, from 0, which keeps all, to 1");
    }

    /// <summary>
    /// What the score of a symbol among the last <see cref="RepetitionWindow"/> is divided by where it is above 0 and multiplied with where it is below (Keskar et al. 2019, whose division alone
    /// would raise scores below 0). Once, however often the symbol was met. Finite, from 1, the default, which changes nothing, up.
    /// </summary>
    public double RepetitionPenalty
    {
        get;
        init => field = value >= 1 && double.IsFinite(value) ? value : throw Refused(value, "a finite number from 1, which changes nothing, up");
    } = 1;

    /// <summary>Symbols back that <see cref="RepetitionPenalty"/> looks, those of the prompt included: 1 to 1,000,000. Default 64.</summary>
    public int RepetitionWindow
    {
        get;
        init => field = value is >= 1 and <= 1_000_000 ? value : throw Refused(value, "how many symbols to look back, 1 to 1,000,000");
    } = 64;

    /// <summary>Whether a symbol is chosen by chance, so that random numbers are needed.</summary>
    public bool IsRandom => Temperature > 0;

    static ArgumentOutOfRangeException Refused(double value, string wanted, [CallerMemberName] string name = "") =>
        new(name, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; give {wanted}."));
}
