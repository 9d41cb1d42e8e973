using System;

namespace Unroll.Tasks.Text;

/// <summary>The words of the filler text: stems, what kind they are of, and the endings of each kind; frequent ones first.</summary>
static class LatinWords
{
    /// <summary>How a noun is declined: as terra, as ventus, as verbum, as mons.</summary>
    public enum Kind
    {
        /// <summary>As terra.</summary>
        First,

        /// <summary>As ventus.</summary>
        Second,

        /// <summary>As verbum.</summary>
        Neuter,

        /// <summary>As mons, from montis.</summary>
        Third,
    }

    /// <summary>What a noun does in a sentence.</summary>
    public enum Case
    {
        /// <summary>One who acts.</summary>
        Subject,

        /// <summary>Several who act.</summary>
        Subjects,

        /// <summary>One that something is done to.</summary>
        Object,

        /// <summary>Several that something is done to.</summary>
        Objects,

        /// <summary>What stands behind a preposition.</summary>
        Place,
    }

    /// <summary>Nouns.</summary>
    public static ReadOnlySpan<(string Stem, Kind Kind)> Nouns => AllNouns;

    /// <summary>Verbs, and the vowel before their endings.</summary>
    public static ReadOnlySpan<(string Stem, char Vowel)> Verbs => AllVerbs;

    /// <summary>Stems of adjectives.</summary>
    public static ReadOnlySpan<string> Adjectives => AllAdjectives;

    /// <summary>Adverbs.</summary>
    public static ReadOnlySpan<string> Adverbs => AllAdverbs;

    /// <summary>Prepositions.</summary>
    public static ReadOnlySpan<string> Prepositions => AllPrepositions;

    /// <summary>What joins two clauses.</summary>
    public static ReadOnlySpan<string> Joining => AllJoining;

    /// <summary>What begins a question.</summary>
    public static ReadOnlySpan<string> Questions => AllQuestions;

    /// <summary>The ending of a kind in a case.</summary>
    public static string Ending(Kind kind, Case wanted) => Endings[(int)kind][(int)wanted];

    static readonly string[][] Endings =
    [
        ["a", "ae", "am", "as", "a"],
        ["us", "i", "um", "os", "o"],
        ["um", "a", "um", "a", "o"],
        ["is", "es", "em", "es", "e"],
    ];

    static readonly (string, Kind)[] AllNouns =
    [
        ("terr", Kind.First), ("popul", Kind.Second), ("homin", Kind.Third), ("verb", Kind.Neuter), ("aqu", Kind.First), ("anim", Kind.Second), ("urb", Kind.Third), ("bell", Kind.Neuter),
        ("vi", Kind.First), ("domin", Kind.Second), ("mont", Kind.Third), ("don", Kind.Neuter), ("silv", Kind.First), ("amic", Kind.Second), ("ven", Kind.Third), ("templ", Kind.Neuter),
        ("fortun", Kind.First), ("vent", Kind.Second), ("flor", Kind.Third), ("regn", Kind.Neuter), ("puell", Kind.First), ("equ", Kind.Second), ("art", Kind.Third), ("oppid", Kind.Neuter),
        ("port", Kind.First), ("camp", Kind.Second), ("nav", Kind.Third), ("consili", Kind.Neuter), ("memori", Kind.First), ("ann", Kind.Second), ("font", Kind.Third), ("pericul", Kind.Neuter),
        ("cur", Kind.First), ("loc", Kind.Second), ("gent", Kind.Third), ("cael", Kind.Neuter), ("stell", Kind.First), ("ocul", Kind.Second), ("honor", Kind.Third), ("aur", Kind.Neuter),
        ("ros", Kind.First), ("digit", Kind.Second), ("labor", Kind.Third), ("exempl", Kind.Neuter), ("patri", Kind.First), ("fili", Kind.Second), ("reg", Kind.Third), ("foli", Kind.Neuter),
        ("umbr", Kind.First), ("hort", Kind.Second), ("leg", Kind.Third), ("sax", Kind.Neuter), ("mens", Kind.First), ("lup", Kind.Second), ("arbor", Kind.Third), ("prat", Kind.Neuter),
        ("epistul", Kind.First), ("magistr", Kind.Second), ("voc", Kind.Third), ("argent", Kind.Neuter), ("provinci", Kind.First), ("nunti", Kind.Second), ("milit", Kind.Third), ("negoti", Kind.Neuter),
    ];

    static readonly (string, char)[] AllVerbs =
    [
        ("am", 'a'), ("vid", 'e'), ("mitt", 'i'), ("port", 'a'), ("hab", 'e'), ("leg", 'i'), ("laud", 'a'), ("ten", 'e'), ("duc", 'i'), ("voc", 'a'), ("mov", 'e'), ("scrib", 'i'),
        ("serv", 'a'), ("tim", 'e'), ("quaer", 'i'), ("par", 'a'), ("man", 'e'), ("reg", 'i'), ("pugn", 'a'), ("doc", 'e'), ("relinqu", 'i'), ("ambul", 'a'), ("aug", 'e'), ("vinc", 'i'),
        ("orn", 'a'), ("dol", 'e'), ("claud", 'i'), ("narr", 'a'), ("flor", 'e'), ("trah", 'i'), ("spect", 'a'), ("iac", 'e'), ("ag", 'i'), ("nunti", 'a'), ("resid", 'e'), ("defend", 'i'),
    ];

    static readonly string[] AllAdjectives = ["magn", "bon", "mult", "alt", "long", "nov", "parv", "clar", "lat", "antiqu", "ver", "sol", "tut", "cert", "laet", "alb", "grat", "liber", "sacr", "dur", "medi", "placid", "rar", "vast"];

    static readonly string[] AllAdverbs = ["nunc", "saepe", "iam", "tum", "semper", "ibi", "bene", "interea", "postea", "diu", "tandem", "statim", "hodie", "rursus", "paene", "forte"];

    static readonly string[] AllPrepositions = ["in", "cum", "sine", "ex", "de", "pro", "sub", "prae", "coram"];

    static readonly string[] AllJoining = ["sed", "cum", "et", "quod", "ubi", "nam", "dum", "quia", "nec", "postquam", "si", "atque"];

    static readonly string[] AllQuestions = ["quis", "cur", "ubi", "quando", "num", "quo"];
}
