using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Grammar;

/// <summary>Training and test strings: drawn from the grammar, or read from files.</summary>
sealed class ReberData
{
    const int MostDraws = 1000;   // for each test string: with fewer hits the training set has as good as all there are
    const int MostLines = 1_000_000, MostLetters = 10_000;

    /// <summary>Draws or reads both sets. Drawn test strings are none of the training strings.</summary>
    /// <exception cref="TaskOptionsException">Bounds do not fit together, a file cannot be read, or a string is outside the grammar.</exception>
    public ReberData(ReberOptions options, RandomStream random)
    {
        if (options.Shortest > options.Longest)
            throw new TaskOptionsException($"shortest is {options.Shortest}; it must not be over longest, which is {options.Longest}.");
        Grammar = options.Embedded ? ReberGrammar.CreateEmbedded() : ReberGrammar.CreatePlain();
        var strings = new ReberStrings(Grammar, options.Shortest, options.Longest);
        Training = options.TrainFile is { } file ? Read("trainFile", file) : DrawTraining(strings, random.Split("training"), options.TrainCount);
        Test = options.TestFile is { } other ? Read("testFile", other) : DrawTest(strings, random.Split("test"), options.TestCount);
    }

    /// <summary>The grammar.</summary>
    public ReberGrammar Grammar { get; }

    /// <summary>Symbols of the training strings.</summary>
    public IReadOnlyList<int[]> Training { get; }

    /// <summary>Symbols of the test strings.</summary>
    public IReadOnlyList<int[]> Test { get; }

    static List<int[]> DrawTraining(ReberStrings strings, RandomStream random, int count)
    {
        var drawn = new List<int[]>(count);
        while (drawn.Count < count)
            drawn.Add(strings.Draw(random));
        return drawn;
    }

    List<int[]> DrawTest(ReberStrings strings, RandomStream random, int count)
    {
        var seen = Training.Select(one => ReberGrammar.Write(one)).ToHashSet();
        var drawn = new List<int[]>(count);
        for (var left = (long)count * MostDraws; drawn.Count < count; left--)
        {
            if (left == 0)
                throw new TaskOptionsException($"longest leaves {strings.Different:N0} different strings, and as good as all of them are in the training set of {Training.Count:N0}; set task.longest higher or task.trainCount lower.");
            var one = strings.Draw(random);
            if (!seen.Contains(ReberGrammar.Write(one)))
                drawn.Add(one);
        }
        return drawn;
    }

    List<int[]> Read(string option, string file)
    {
        try
        {
            var read = new List<int[]>();
            using var reader = new StreamReader(file, Encoding.UTF8);
            for (var line = 1; ReadLine(reader) is { } text; line++)
            {
                if (text.Trim() is { Length: > 0 } word)
                    read.Add(ReadOne(option, file, line, word));
                if (line > MostLines)
                    throw new TaskOptionsException($"{option} '{file}' has more than {MostLines:N0} lines; give a smaller file.");
            }
            return read.Count > 0 ? read : throw new TaskOptionsException($"{option} '{file}' has no strings; write one to a line, for example BTXSE.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TaskOptionsException($"{option} '{file}' cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    int[] ReadOne(string option, string file, int line, string word)
    {
        try
        {
            return Grammar.Read(word, whole: true);
        }
        catch (FormatException e)
        {
            throw new TaskOptionsException($"{option} '{file}', line {line}, {e.Message}.", e);
        }
    }

    // A line is not believed to end: of a longer one only the beginning is kept, which no automaton takes for whole.
    static string? ReadLine(StreamReader reader)
    {
        var line = new StringBuilder();
        int letter;
        while ((letter = reader.Read()) >= 0 && letter != '\n')
        {
            if (line.Length < MostLetters)
                line.Append((char)letter);
        }
        return letter < 0 && line.Length == 0 ? null : line.ToString();
    }
}
