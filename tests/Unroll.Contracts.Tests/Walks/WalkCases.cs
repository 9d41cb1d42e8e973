using System.Collections.Generic;
using Unroll.Networks.Verification;
using Unroll.Numerics.Random;

namespace Unroll.Contracts.Walks;

/// <summary>Shapes beyond those of the ladder, each with its reason.</summary>
static class WalkCases
{
    public static IEnumerable<WalkCase> Special(string cell) =>
    [
        new(cell, 3, 20, Steps: 1, Batch: 5),                            // no step before or after
        new(cell, 3, 20, Steps: 1, Batch: 5, Symbols: true),
        new(cell, 1, 1, Steps: 1, Batch: 1),                             // the smallest of all
        new(cell, 12, 40, Steps: 2, Batch: 64),                          // many rows: whole tiles only
        new(cell, 40, 40, Steps: 2, Batch: 64),
        new(cell, 129, 128, Steps: 2, Batch: 3),                         // a wide input, a panel and one column; rows of 1 KiB of doubles
        new(cell, 128, 130, Steps: 2, Batch: 17),                        // rows at and over the limit of going through the input ahead
        new(cell, 32, 224, Steps: 2, Batch: 4),                          // folded, and rows of 1 KiB of floats
        new(cell, 64, 256, Steps: 2, Batch: 2),
        new(cell, 512, 512, Steps: 2, Batch: 3),                         // more than eight blocks of gates for all but one gate
        new(cell, 65, 585, Steps: 2, Batch: 2, Layers: 2),               // more than eight blocks of one gate, and a last one of 9 units
        new(cell, 300, 150, Steps: 3, Batch: 4, Symbols: true),          // more symbols than places: most never stand anywhere
        new(cell, 2, 33, Steps: 40, Batch: 20),                          // a sum over 800 places: several slabs
        new(cell, 2, 33, Steps: 40, Batch: 20, Symbols: true, HasBias: false),
        new(cell, 37, 18, Steps: 3, Batch: 16, HasBias: false),
    ];

    /// <summary>Shapes that nobody chose; the same on every run.</summary>
    public static IEnumerable<WalkCase> Random(string cell, int count)
    {
        var random = new RandomStream(3).Split(cell);
        for (var i = 0; i < count; i++)
        {
            yield return new WalkCase(cell, 1 + random.NextInt32(90), 1 + random.NextInt32(140), 1 + random.NextInt32(4), 1 + random.NextInt32(25),
                1 + random.NextInt32(2), random.NextInt32(3) == 0, random.NextInt32(4) != 0);
        }
    }
}
