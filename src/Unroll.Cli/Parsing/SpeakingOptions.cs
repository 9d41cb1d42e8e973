using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Linq;
using Unroll.Experiments.Text;
using Unroll.Networks.Streaming;

namespace Unroll.Cli.Parsing;

/// <summary>The options that say how a text model speaks.</summary>
sealed class SpeakingOptions
{
    const int MostLength = 100_000_000;
    const int MostSymbols = 65_536;

    public Option<int?> Length { get; } = Whole("--length", "Most symbols to speak; in a vocabulary of characters these are characters. [default: 500]", MostLength, "how many symbols to speak");

    public Option<double?> Temperature { get; } = Real("--temperature", "T", "What scores are divided by before one is drawn: 1 is the network's own distribution, 0 always takes the best. [default: 1]", 0, 1e300);

    public Option<int?> TopK { get; } = Whole("--top-k", "Draw from the N best symbols only.", MostSymbols, "how many symbols to keep");

    public Option<double?> TopP { get; } = Real("--top-p", "P", "Draw from the fewest of the best symbols that together have this probability (the nucleus).", 0, 1, aboveLeast: true);

    public Option<double?> MinP { get; } = Real("--min-p", "P", "Leave out symbols less likely than this share of the likeliest one.", 0, 1);

    public Option<double?> RepetitionPenalty { get; } = Real("--repetition-penalty", "X", "Divide positive scores of the last 64 symbols by this and multiply negative ones. [default: 1, none]", 1, 1e300);

    public Option<string?> Stop { get; } = new("--stop") { HelpName = "TEXT", Description = @"End before this text; \n stands for a new line." };

    public Option<ulong?> Seed { get; } = Seeded();

    /// <summary>Those that a search has no use for.</summary>
    public Option[] OfChance => [Temperature, TopK, TopP, MinP, RepetitionPenalty, Seed];

    /// <summary>Puts them on a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Length, Temperature, TopK, TopP, MinP, RepetitionPenalty, Stop, Seed])
            command.Add(option);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">The text to stop at is empty.</exception>
    public GenerationOptions Read(ParseResult parsed) => new()
    {
        Length = parsed.GetValue(Length) ?? 500,
        Stop = StopOf(parsed.GetValue(Stop)),
        Seed = parsed.GetValue(Seed) ?? 1,
        Sampling = new SamplingOptions
        {
            Temperature = parsed.GetValue(Temperature) ?? 1,
            TopK = parsed.GetValue(TopK) ?? 0,
            TopP = parsed.GetValue(TopP) ?? 1,
            MinP = parsed.GetValue(MinP) ?? 0,
            RepetitionPenalty = parsed.GetValue(RepetitionPenalty) ?? 1,
        },
    };

    /// <summary>A text as people type it, with \n for a new line.</summary>
    public static string? StopOf(string? typed) => typed switch
    {
        null => null,
        "" => throw new UsageException("--stop is empty: give the text to stop at, or leave it out."),
        _ => typed.Replace("\\n", "\n", StringComparison.Ordinal),
    };

    /// <summary>A number of a range as people type it.</summary>
    /// <returns>What is wrong; null where nothing is.</returns>
    public static string? TryReal(string text, string name, double least, double most, bool aboveLeast, out double number)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{(aboveLeast ? "above " : "from ")}{least}{(most == 1e300 ? " up" : aboveLeast ? $", up to {most}" : $" to {most}")}");
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) || double.IsNaN(number))
            return $"{name} got '{text}', which is not a number: give one {range}.";
        return number < least || number > most || (aboveLeast && number == least) ? $"{name} got {text}, out of range: give a number {range}." : null;
    }

    static Option<double?> Real(string name, string helpName, string description, double least, double most, bool aboveLeast = false) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result =>
        {
            if (MoreThanOnce(result, name))
                return null;
            if (TryReal(result.Tokens[0].Value, name, least, most, aboveLeast, out var number) is { } problem)
                result.AddError(problem);
            return number;
        },
    };

    /// <summary>A whole number from 1.</summary>
    public static Option<int?> Whole(string name, string description, int most, string meaning) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result => SharedOptions.CountOf(result, name, most, meaning),
    };

    static bool MoreThanOnce(ArgumentResult result, string name)
    {
        if (result.Tokens.Count > 1)
            result.AddError($"{name} is given more than once ({string.Join(", ", result.Tokens.Select(token => token.Value))}): give it once.");
        return result.Tokens.Count != 1;
    }

    static Option<ulong?> Seeded()
    {
        var seed = SharedOptions.Seed();
        seed.Description = "Seed of everything chosen by chance, 0 to 2^64 - 1: the same one speaks the same text on every machine. [default: 1]";
        return seed;
    }
}
