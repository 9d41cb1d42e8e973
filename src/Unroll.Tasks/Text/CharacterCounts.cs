using System;
using System.Collections.Generic;
using System.Text;

namespace Unroll.Tasks.Text;

/// <summary>How often each character comes in a text that is read in blocks of whole characters.</summary>
sealed class CharacterCounts
{
    const int PageSize = 256;

    readonly long[]?[] _pages = new long[0x110000 / PageSize][];

    /// <summary>Characters counted.</summary>
    public long Total { get; private set; }

    /// <summary>The characters that came at least so many times, in the order of their numbers.</summary>
    public IEnumerable<Rune> AtLeast(long least)
    {
        for (var page = 0; page < _pages.Length; page++)
        {
            for (var i = 0; i < PageSize && _pages[page] is not null; i++)
            {
                if (_pages[page]![i] >= least)
                    yield return new Rune(page * PageSize + i);
            }
        }
    }

    /// <summary>Counts a block's.</summary>
    public void Add(ReadOnlySpan<byte> block)
    {
        var few = _pages[0] ??= new long[PageSize];
        while (block.Length > 0)
        {
            var length = 1;
            if (block[0] < 0x80)
                few[block[0]]++;
            else
            {
                Rune.DecodeFromUtf8(block, out var character, out length);
                (_pages[character.Value / PageSize] ??= new long[PageSize])[character.Value % PageSize]++;
            }
            block = block[length..];
            Total++;
        }
    }
}
