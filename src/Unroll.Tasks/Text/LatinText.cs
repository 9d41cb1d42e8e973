using System;
using System.Text;
using Unroll.Numerics.Random;

namespace Unroll.Tasks.Text;

/// <summary>
/// Filler text in the manner of Latin, so that a network can be taught to write without any file: words of <see cref="LatinWords"/> with the endings that their places in a sentence ask for, sentences with commas and
/// stops, paragraphs. It means nothing. A seed gives the same text everywhere; a longer one begins with the shorter.
/// </summary>
sealed class LatinText
{
    readonly RandomStream _random;
    readonly StringBuilder _text = new();

    LatinText(ulong seed) => _random = new RandomStream(seed).Split("latin");

    /// <summary>Makes a text of exactly so many characters, all ASCII.</summary>
    public static byte[] Make(int length, ulong seed)
    {
        var maker = new LatinText(seed);
        while (maker._text.Length < length)
            maker.AddParagraph();
        return Encoding.ASCII.GetBytes(maker._text.ToString(0, length));
    }

    void AddParagraph()
    {
        var sentences = 3 + _random.NextInt32(6);
        for (var i = 0; i < sentences; i++)
        {
            if (i > 0)
                _text.Append(' ');
            AddSentence();
        }
        _text.Append("\n\n");
    }

    void AddSentence()
    {
        var start = _text.Length;
        var isQuestion = _random.NextInt32(12) == 0;
        if (isQuestion)
            _text.Append(Frequent(LatinWords.Questions)).Append(' ');
        else if (_random.NextInt32(3) == 0)
            _text.Append(Frequent(LatinWords.Adverbs)).Append(' ');
        AddClause();
        var more = _random.NextInt32(8);
        if (more < 3)
        {
            _text.Append(", ").Append(Frequent(LatinWords.Joining)).Append(' ');
            AddClause();
        }
        else if (more == 3)
        {
            _text.Append("; ");
            AddClause();
        }
        _text.Append(isQuestion ? '?' : _random.NextInt32(15) == 0 ? '!' : '.');
        _text[start] = char.ToUpperInvariant(_text[start]);
    }

    // Who, whom, with what, does: in the order that Latin likes, but not always.
    void AddClause()
    {
        var plural = _random.NextInt32(3) == 0;
        if (_random.NextInt32(6) > 0)
        {
            AddNoun(plural ? LatinWords.Case.Subjects : LatinWords.Case.Subject);
            _text.Append(' ');
        }
        var verbFirst = _random.NextInt32(5) == 0;
        if (verbFirst)
            AddVerb(plural);
        var objects = _random.NextInt32(4);
        if (objects > 0)
        {
            AddSpace(verbFirst);
            AddNoun(_random.NextInt32(3) == 0 ? LatinWords.Case.Objects : LatinWords.Case.Object);
        }
        if (objects != 1)
        {
            AddSpace(verbFirst || objects > 0);
            _text.Append(Frequent(LatinWords.Prepositions)).Append(' ');
            AddNoun(LatinWords.Case.Place);
        }
        if (!verbFirst)
        {
            _text.Append(' ');
            AddVerb(plural);
        }
    }

    void AddNoun(LatinWords.Case wanted)
    {
        var noun = Frequent(LatinWords.Nouns);
        _text.Append(noun.Stem).Append(LatinWords.Ending(noun.Kind, wanted));
        var more = _random.NextInt32(8);
        if (more < 2)
            _text.Append(' ').Append(Frequent(LatinWords.Adjectives)).Append(LatinWords.Ending(noun.Kind is LatinWords.Kind.Third ? LatinWords.Kind.Second : noun.Kind, wanted));
        else if (more == 2)
        {
            var other = Frequent(LatinWords.Nouns);
            _text.Append(" et ").Append(other.Stem).Append(LatinWords.Ending(other.Kind, wanted));
        }
    }

    void AddVerb(bool plural)
    {
        if (_random.NextInt32(6) == 0)
            _text.Append(Frequent(LatinWords.Adverbs)).Append(' ');
        if (_random.NextInt32(10) == 0)
            _text.Append("non ");
        var verb = Frequent(LatinWords.Verbs);
        _text.Append(verb.Stem).Append((verb.Vowel, plural) switch
        {
            ('i', true) => "unt",   // mittit, but mittunt
            ('i', false) => "it",
            ('a', true) => "ant",
            ('a', false) => "at",
            (_, true) => "ent",
            _ => "et",
        });
    }

    void AddSpace(bool wanted)
    {
        if (wanted)
            _text.Append(' ');
    }

    // The first words of a list come far more often than the last, as in any language.
    TItem Frequent<TItem>(ReadOnlySpan<TItem> items) => items[(int)Math.Min(items.Length - 1, _random.NextDouble() * _random.NextDouble() * items.Length)];
}
