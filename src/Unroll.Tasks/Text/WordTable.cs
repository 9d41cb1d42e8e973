using System;
using System.Runtime.InteropServices;

namespace Unroll.Tasks.Text;

/// <summary>Different words, numbered in the order in which they came.</summary>
sealed class WordTable
{
    const int FirstSlots = 1 << 10;

    byte[] _bytes = new byte[FirstSlots * 8];
    int[] _starts = new int[FirstSlots];   // of each word, and where the last one ends
    int[] _slots = new int[FirstSlots];    // number + 1 of a word at the place its hash names, or at the next free one; 0: free

    /// <summary>Words there are.</summary>
    public int Count { get; private set; }

    /// <summary>A word's bytes.</summary>
    public ReadOnlySpan<byte> this[int number] => _bytes.AsSpan(_starts[number].._starts[number + 1]);

    /// <summary>The number of a word, which is a new one where it was not there.</summary>
    public int Add(ReadOnlySpan<byte> word)
    {
        var slot = SlotOf(word);
        if (_slots[slot] > 0)
            return _slots[slot] - 1;
        if (2 * (Count + 1) > _slots.Length)
        {
            Grow();
            slot = SlotOf(word);
        }
        var (start, end) = (_starts[Count], _starts[Count] + word.Length);
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, checked(Math.Max(2 * _bytes.Length, end)));
        word.CopyTo(_bytes.AsSpan(start));
        _starts[Count + 1] = end;
        _slots[slot] = ++Count;
        return Count - 1;
    }

    /// <summary>Forgets all words and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(_slots);
    }

    /// <summary>Forgets the words that are not to be kept; the others have the numbers from 0 on, in their order.</summary>
    public void Keep(ReadOnlySpan<bool> kept)
    {
        var count = 0;
        for (var number = 0; number < kept.Length; number++)
        {
            if (!kept[number])
                continue;
            var word = this[number];
            word.CopyTo(_bytes.AsSpan(_starts[count]));
            _starts[count + 1] = _starts[count] + word.Length;   // of a word that was copied already, or of this one
            count++;
        }
        Count = count;
        Array.Clear(_slots);
        for (var number = 0; number < Count; number++)
            _slots[SlotOf(this[number])] = number + 1;
    }

    void Grow()
    {
        Array.Resize(ref _starts, checked(2 * _starts.Length));
        _slots = new int[2 * _slots.Length];
        for (var number = 0; number < Count; number++)
            _slots[SlotOf(this[number])] = number + 1;
    }

    int SlotOf(ReadOnlySpan<byte> word)
    {
        var mask = _slots.Length - 1;
        var slot = (int)(HashOf(word) & (uint)mask);
        while (_slots[slot] > 0 && !this[_slots[slot] - 1].SequenceEqual(word))
            slot = (slot + 1) & mask;
        return slot;
    }

    // Eight bytes at a time; which words share a slot changes nothing but time.
    static uint HashOf(ReadOnlySpan<byte> word)
    {
        const ulong Odd = 0x9E3779B97F4A7C15;
        var hash = (ulong)word.Length * Odd;
        for (; word.Length >= 8; word = word[8..])
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(word));
        var rest = 0UL;
        foreach (var one in word)
            rest = rest << 8 | one;
        return (uint)(Mix(hash ^ rest) >> 32);
    }

    static ulong Mix(ulong hash)
    {
        hash *= 0xD6E8FEB86659FD93;
        return hash ^ (hash >> 29);
    }
}
