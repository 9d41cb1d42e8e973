using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Numerics.Random;

namespace Unroll.Numerics.Tests.Random;

public sealed class RandomStreamTests
{
    // Random123's kat_vectors, lines "philox4x32 10".
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_OnPublishedCounters_GivesThePublishedNumbers(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint a, uint b, uint c, uint d) =>
        Assert.Equal((a, b, c, d), RandomStream.Philox(c0, c1, c2, c3, k0, k1));

    [Fact]
    public void Stream_OfASeed_IsPhiloxWithThatKeyCountingFromZero()
    {
        const ulong seed = 0x0123456789ABCDEF;
        var stream = new RandomStream(seed);
        for (uint block = 0; block < 5; block++)
        {
            var (a, b, c, d) = RandomStream.Philox(block, 0, 0, 0, unchecked((uint)seed), (uint)(seed >> 32));
            Assert.Equal([a, b, c, d], Draw(stream, 4));
        }
    }

    static uint[] Draw(RandomStream stream, int count) => [.. Enumerable.Range(0, count).Select(_ => stream.NextUInt32())];

    [Fact]
    public void Position_SetAnywhere_GoesOnFromThere()
    {
        var all = Draw(new RandomStream(7), 40);
        for (var start = 0; start < 20; start++)
        {
            var stream = new RandomStream(7);
            Draw(stream, start % 7);   // leaves some other block in the cache
            stream.Position = (ulong)start;
            Assert.Equal(all[start..(start + 20)], Draw(stream, 20));
            Assert.Equal((ulong)(start + 20), stream.Position);
        }
    }

    [Fact]
    public void Position_BeyondFourBillionBlocks_ReachesTheHighCounter()
    {
        var stream = new RandomStream(7) { Position = (1UL << 34) + 4 };
        Assert.Equal(RandomStream.Philox(1, 1, 0, 0, 7, 0).A, stream.NextUInt32());
    }

    [Fact]
    public void Split_ByTheSameName_IsTheSameStreamWhateverWasDrawn()
    {
        var parent = new RandomStream(9);
        var before = Draw(parent.Split("weights"), 9);
        Draw(parent, 3);
        Assert.Equal(before, Draw(parent.Split("weights"), 9));
        Assert.Equal(before, Draw(new RandomStream(9).Split("weights"), 9));
        Assert.Equal(3UL, parent.Position);
    }

    [Fact]
    public void EnterAt_OnAUsedStream_IsAtWithoutAllocation()
    {
        var (parent, stream) = (new RandomStream(10).Split("batches"), new RandomStream(99));
        Draw(stream, 5);
        foreach (var step in new[] { 0L, 1, -1, long.MaxValue })
        {
            stream.EnterAt(parent, step);
            Assert.Equal(0UL, stream.Position);
            Assert.Equal(Draw(parent.At(step), 9), Draw(stream, 9));
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 100; step++)
            stream.EnterAt(parent, step);
        Assert.Equal(allocated, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void EnterAt_OnItsOwnParent_IsAt()
    {
        var stream = new RandomStream(11);
        stream.EnterAt(stream, 3);
        Assert.Equal(Draw(new RandomStream(11).At(3), 5), Draw(stream, 5));
    }

    [Fact]
    public void Family_OfStreams_HasNoTwoAlike()
    {
        // A seed, its splits by name and by number, theirs, and other seeds: first numbers of 64 bits all differ.
        var streams = new List<RandomStream>();
        for (ulong seed = 0; seed < 20; seed++)
        {
            var root = new RandomStream(seed);
            streams.Add(root);
            foreach (var name in new[] { "", "a", "b", "data", "weights" })
            {
                streams.Add(root.Split(name));
                streams.Add(root.Split(name).Split(name));
            }
            for (var index = -50; index < 50; index++)
            {
                streams.Add(root.At(index));
                streams.Add(root.Split("data").At(index));
            }
        }
        Assert.Equal(streams.Count, streams.Select(s => s.NextUInt64()).Distinct().Count());
    }

    [Fact]
    public void Siblings_ByNeighbouringNumbers_AreUncorrelated()
    {
        var root = new RandomStream(12);
        var sum = 0.0;
        const int Pairs = 20000;
        for (var i = 0; i < Pairs; i++)
            sum += (root.At(i).NextDouble() - 0.5) * (root.At(i + 1).NextDouble() - 0.5) * 12;
        Assert.InRange(sum / Math.Sqrt(Pairs), -4.5, 4.5);
    }

    [Fact]
    public void Split_TooDeep_IsRefused()
    {
        var stream = new RandomStream(1);
        for (var depth = 0; depth < 63; depth++)
            stream = stream.At(0);
        var error = Assert.Throws<InvalidOperationException>(() => stream.Split("one more"));
        Assert.Contains("63", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => stream.Split(null!));
        Assert.Throws<ArgumentNullException>(() => stream.EnterAt(null!, 0));
    }
}
