using System;
using System.Text;

namespace Unroll.Numerics.Random;

/// <summary>
/// Philox 4×32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a counter-based generator.
/// A stream is a key; its n-th block of numbers is a function of key and n alone, so streams split by name or number never overlap in use,
/// a stream can be entered anywhere, and its whole state is a key and a position.
/// </summary>
public sealed class RandomStream
{
    readonly ulong _key;
    readonly ulong _nonce;
    uint _b0, _b1, _b2, _b3;

    RandomStream(ulong key, ulong nonce)
    {
        _key = key;
        _nonce = nonce;
    }

    /// <summary>The stream of a seed.</summary>
    public RandomStream(ulong seed)
        : this(seed, 0)
    {
    }

    /// <summary>Numbers of 32 bits drawn so far. Can be set, to go on where another stream stopped.</summary>
    public ulong Position { get; set; }

    /// <summary>An independent stream for a name; the same name gives the same stream, whatever was drawn before.</summary>
    public RandomStream Split(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // FNV-1a over the UTF-8 bytes, then mixed with the key by one Philox block.
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 1099511628211UL;
        return Derive(hash, 1);
    }

    /// <summary>An independent stream for a number, for example a step or an epoch.</summary>
    public RandomStream At(long index) => Derive((ulong)index, 2);

    RandomStream Derive(ulong value, ulong domain)
    {
        var (a, b, c, d) = Philox((uint)value, (uint)(value >> 32), (uint)_nonce, (uint)(_nonce >> 32) ^ (uint)(domain << 30), (uint)_key, (uint)(_key >> 32));
        return new RandomStream(a | ((ulong)b << 32), c | ((ulong)d << 32));
    }

    /// <summary>32 uniformly random bits.</summary>
    public uint NextUInt32()
    {
        var lane = (int)(Position & 3);
        if (lane == 0 || !_blockValid || _blockIndex != Position >> 2)
        {
            _blockIndex = Position >> 2;
            (_b0, _b1, _b2, _b3) = Philox((uint)_blockIndex, (uint)(_blockIndex >> 32), (uint)_nonce, (uint)(_nonce >> 32), (uint)_key, (uint)(_key >> 32));
            _blockValid = true;
        }
        Position++;
        return lane switch { 0 => _b0, 1 => _b1, 2 => _b2, _ => _b3 };
    }

    ulong _blockIndex;
    bool _blockValid;

    /// <summary>64 uniformly random bits.</summary>
    public ulong NextUInt64() => NextUInt32() | ((ulong)NextUInt32() << 32);

    /// <summary>A whole number from 0 to <paramref name="limit"/> − 1, each equally likely (Lemire's multiply and reject).</summary>
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
