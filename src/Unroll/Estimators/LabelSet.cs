using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Unroll;

/// <summary>The labels of a model in a fixed order, each with its class number; and as text, for files.</summary>
sealed class LabelSet<TLabel>
    where TLabel : notnull, IComparable, IConvertible
{
    readonly TLabel[] _labels;
    readonly Dictionary<TLabel, int> _classes;

    LabelSet(TLabel[] labels)
    {
        _labels = labels;
        _classes = new Dictionary<TLabel, int>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
            _classes.Add(labels[i], i);
    }

    /// <summary>The labels in ascending order (texts by their code units), whatever order they were met in.</summary>
    /// <exception cref="ArgumentException">There are fewer than two, or one cannot be saved as text and read back.</exception>
    public static LabelSet<TLabel> From(IEnumerable<TLabel> labels)
    {
        var distinct = labels.Distinct().ToArray();
        if (distinct.Length < 2)
            throw new ArgumentException($"The labels are {(distinct.Length == 0 ? "none" : $"all '{distinct[0]}'")}; at least two different ones are needed.", nameof(labels));
        Array.Sort(distinct, typeof(TLabel) == typeof(string) ? (IComparer<TLabel>)StringComparer.Ordinal : Comparer<TLabel>.Default);
        foreach (var label in distinct)
        {
            if (!Parse(TextOf(label)).Equals(label))
                throw new ArgumentException($"Label '{TextOf(label)}' does not come back from its own text, so it could not be saved; use text, numbers or an enumeration as labels.", nameof(labels));
        }
        return new(distinct);
    }

    /// <summary>The labels of a file; null where a text is no label or stands there twice.</summary>
    public static LabelSet<TLabel>? FromTexts(IEnumerable<string> texts)
    {
        try
        {
            var labels = texts.Select(Parse).ToArray();
            return labels.Distinct().Count() == labels.Length ? new(labels) : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The labels, by class number.</summary>
    public IReadOnlyList<TLabel> All => _labels;

    /// <summary>The labels as text.</summary>
    public string[] Texts => Array.ConvertAll(_labels, TextOf);

    /// <summary>The label of a class.</summary>
    public TLabel this[int number] => _labels[number];

    /// <summary>The class of a label, −1 for none.</summary>
    public int ClassOf(TLabel label) => _classes.GetValueOrDefault(label, -1);

    static string TextOf(TLabel label) => label.ToString(CultureInfo.InvariantCulture);

    static TLabel Parse(string text) => typeof(TLabel).IsEnum
        ? (TLabel)Enum.Parse(typeof(TLabel), text)
        : (TLabel)Convert.ChangeType(text, typeof(TLabel), CultureInfo.InvariantCulture);
}
