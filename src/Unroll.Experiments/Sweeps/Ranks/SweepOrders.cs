using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Sweeps.Ranks;

/// <summary>What rank 0 says to all each time they meet.</summary>
/// <param name="State">How the sweep stands.</param>
/// <param name="Pause">How long to wait at most before they meet again.</param>
/// <param name="Given">Runs that ranks are given.</param>
sealed record SweepOrders(SweepState State, TimeSpan Pause, IReadOnlyList<TrialOrder> Given)
{
    /// <summary>The orders as bytes.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write((int)State);
        writer.Write(Pause.Ticks);
        writer.Write(Given.Count);
        foreach (var order in Given)
        {
            writer.Write(order.Rank);
            writer.Write(order.Number);
            writer.Write(order.Budget ?? -1);
            writer.Write(order.Threads);
            writer.Write(order.Trial.Point.Number);
            writer.Write(order.Trial.IsAlone);
            // Its own rank has the recipe.
            writer.Write(order.Rank == 0 ? "" : RecipeText.Write(order.Trial.Recipe));
        }
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Takes up what <see cref="Write"/> gave: a rank's own runs only.</summary>
    public static SweepOrders Read(byte[] bytes, int rank)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var (state, pause, count) = ((SweepState)reader.ReadInt32(), TimeSpan.FromTicks(reader.ReadInt64()), reader.ReadInt32());
        var given = new List<TrialOrder>();
        for (var i = 0; i < count; i++)
        {
            var (to, number, budget, threads) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var (point, isAlone, recipe) = (reader.ReadInt32(), reader.ReadBoolean(), reader.ReadString());
            if (to == rank)
                given.Add(new TrialOrder(to, number, TrialOf(point, isAlone, recipe), budget < 0 ? null : budget, threads));
        }
        return new SweepOrders(state, pause, given);
    }

    static SweepTrial TrialOf(int point, bool isAlone, string text)
    {
        var recipe = RecipeReader.Parse(text, "rank 0's recipe");
        return new SweepTrial(new SweepPoint(point, []), recipe.Train.Seed, isAlone, () => recipe);
    }
}
