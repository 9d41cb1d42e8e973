using System;
using System.Text;

namespace Unroll.Numerics.Random;

/// <summary>
/// Philox 4×32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a counter-based generator.
/// A stream is a key and a nonce; its n-th block of numbers is a function of these and n alone, so streams split by name or number never
/// overlap in use, a stream can be entered anywhere, and its whole state is its place in the family and a position. Not for several threads at once.
/// </summary>
/// <remarks>
/// The 128-bit counter is, from its top: purpose (2 bits: numbers, split by name, split by index), depth (6 bits: splits since the seed),
/// nonce (56 bits), block or split value (64 bits). Depth and purpose differ between a stream, its ancestors and every derivation, and Philox is
/// a bijection of the counter, so under one key no block is ever used for two things; a stream cannot equal its parent, nor any seed's stream.
/// Two streams of one depth share key and nonce by chance alone, once in 2^120. See docs/determinism.md.
/// </remarks>
public sealed class RandomStream
{
    const uint NumbersPurpose = 0, NamePurpose = 1, IndexPurpose = 2;
    const int DepthShift = 24, PurposeShift = 30;
    const uint LargestDepth = 63, NonceHighMask = (1u << DepthShift) - 1;

    uint _keyLow, _keyHigh;
    uint _nonceLow, _nonceHigh;   // the high word holds 24 bits of nonce and, above them, the depth
    uint _b0, _b1, _b2, _b3;
    ulong _blockIndex;
    bool _blockValid;

    RandomStream()
    {
    }

    /// <summary>The stream of a seed.</summary>
    public RandomStream(ulong seed)
    {
        _keyLow = (uint)seed;
        _keyHigh = (uint)(seed >> 32);
    }

    /// <summary>Numbers of 32 bits drawn so far. Can be set, to go on where another stream stopped.</summary>
    public ulong Position { get; set; }

    /// <summary>An independent stream for a name; the same name gives the same stream, whatever was drawn before.</summary>
    /// <exception cref="InvalidOperationException">The stream is already 63 splits away from its seed.</exception>
    public RandomStream Split(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // FNV-1a over the UTF-8 bytes; Philox mixes it with the key.
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 1099511628211UL;
        var child = new RandomStream();
        child.Derive(this, hash, NamePurpose);
        return child;
    }

    /// <summary>An independent stream for a number, for example a step or an epoch.</summary>
    /// <exception cref="InvalidOperationException">The stream is already 63 splits away from its seed.</exception>
    public RandomStream At(long index)
    {
        var child = new RandomStream();
        child.Derive(this, (ulong)index, IndexPurpose);
        return child;
    }

    /// <summary>Makes this stream what <c>parent.At(index)</c> is, position 0, without allocating: for the loop over steps.</summary>
    /// <param name="parent">The stream to split; may be this one.</param>
    /// <param name="index">The number, for example a step.</param>
    /// <exception cref="InvalidOperationException">The parent is already 63 splits away from its seed.</exception>
    public void EnterAt(RandomStream parent, long index)
    {
        ArgumentNullException.ThrowIfNull(parent);
        Derive(parent, (ulong)index, IndexPurpose);
    }

    void Derive(RandomStream parent, ulong value, uint purpose)
    {
        var depth = (parent._nonceHigh >> DepthShift) + 1;
        if (depth > LargestDepth)
            throw new InvalidOperationException($"A random stream can be split {LargestDepth} times in a row, and this one has been. Split an earlier stream by another name.");
        var (a, b, c, d) = Philox((uint)value, (uint)(value >> 32), parent._nonceLow, parent._nonceHigh | (purpose << PurposeShift), parent._keyLow, parent._keyHigh);
        (_keyLow, _keyHigh, _nonceLow, _nonceHigh) = (a, b, c, (d & NonceHighMask) | (depth << DepthShift));
        Position = 0;
        _blockValid = false;
    }

    /// <summary>32 uniformly random bits.</summary>
    public uint NextUInt32()
    {
        var place = (int)(Position & 3);
        if (!_blockValid || _blockIndex != Position >> 2)
        {
            _blockIndex = Position >> 2;
            (_b0, _b1, _b2, _b3) = Philox((uint)_blockIndex, (uint)(_blockIndex >> 32), _nonceLow, _nonceHigh | (NumbersPurpose << PurposeShift), _keyLow, _keyHigh);
            _blockValid = true;
        }
        Position++;
        return place switch { 0 => _b0, 1 => _b1, 2 => _b2, _ => _b3 };
    }

    /// <summary>64 uniformly random bits.</summary>
    public ulong NextUInt64() => NextUInt32() | ((ulong)NextUInt32() << 32);

    /// <summary>A whole number from 0 to <paramref name="limit"/> − 1, each equally likely (Lemire's multiply and reject).</summary>
    /// <param name="limit">At least 1.</param>
    public int NextInt32(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var range = (uint)limit;
        var product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            var threshold = (0u - range) % range;
            while ((uint)product < threshold)
                product = (ulong)NextUInt32() * range;
        }
        return (int)(product >> 32);
    }

    /// <summary>A number in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / 9007199254740992.0);

    /// <summary>A standard normal number (Box and Muller, the cosine branch).</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts a list in random order (Fisher and Yates).</summary>
    public void Shuffle<TItem>(Span<TItem> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Ten rounds of Philox 4×32 on a counter with a key, as published.</summary>
    internal static (uint A, uint B, uint C, uint D) Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)0xD2511F53u * c0;
            var p1 = (ulong)0xCD9E8D57u * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        return (c0, c1, c2, c3);
    }
}
