using System;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Unrolling;

// Zoneout: some units of a state stay what they were before the step. In use every unit moves by its share.
sealed unsafe partial class FusedUnroller<TCell, L, T>
{
    Reservation _zonePiece, _zeroPiece;
    T* _zoned;   // [threads][S][units of a block]: what goes straight to the states before
    T* _zeros;   // [units of a block]
    bool _zonesOut;

    void PlanZoneout(MemoryPlan plan, TraceShape trace)
    {
        for (var state = 0; state < Layout.States; state++)
            _zonesOut |= WalkNoise.ShareKept(state) > 0;
        _zonePiece = plan.Reserve((long)trace.Threads * Layout.States * _blocks.BlockUnits);
        _zeroPiece = plan.Reserve(_blocks.BlockUnits);
    }

    void BindZoneout(Workspace<T> workspace)
    {
        _zoned = workspace[_zonePiece];
        _zeros = workspace[_zeroPiece];
    }

    void ZoneOutForward(int block, int t, int first, int rows)
    {
        var (unit, units) = (block * _blocks.BlockUnits, _blocks.OwnUnits(block));
        for (var state = 0; state < Layout.States; state++)
        {
            var share = WalkNoise.ShareKept(state);
            for (var row = first; share > 0 && row < first + rows; row++)
            {
                var before = StateRow(t, row) + state * StateStride + unit;
                var after = StateRow(t + 1, row) + state * StateStride + unit;
                if (_training)
                    Mix(before, after, WalkNoise.Kept(state, t, row) + unit, units);
                else
                    Mix(before, after, T.CreateTruncating(share), units);
            }
        }
    }

    // after = kept · before + (1 − kept) · after
    static void Mix(T* before, T* after, T* kept, int units)
    {
        var unit = 0;
        for (; unit + L.Count <= units; unit += L.Count)
        {
            var k = L.Load(ref kept[unit]);
            L.Store(L.MultiplyAdd(k, L.Load(ref before[unit]), (L.One - k) * L.Load(ref after[unit])), ref after[unit]);
        }
        for (; unit < units; unit++)
            after[unit] = T.FusedMultiplyAdd(kept[unit], before[unit], (T.One - kept[unit]) * after[unit]);
    }

    static void Mix(T* before, T* after, T share, int units)
    {
        var unit = 0;
        var k = L.Broadcast(share);
        for (; unit + L.Count <= units; unit += L.Count)
            L.Store(L.MultiplyAdd(k, L.Load(ref before[unit]), (L.One - k) * L.Load(ref after[unit])), ref after[unit]);
        for (; unit < units; unit++)
            after[unit] = T.FusedMultiplyAdd(share, before[unit], (T.One - share) * after[unit]);
    }

    // Splits what reaches the states of a block's row: a part goes on to the cell's equations, the rest waits for the states before.
    void SplitGradients(int block, int t, int row, in SweepGradients<T> gradients, T* waiting)
    {
        var (unit, units) = (block * _blocks.BlockUnits, _blocks.OwnUnits(block));
        for (var state = 0; state < Layout.States; state++)
        {
            var later = gradients.Later + state * gradients.Stride;
            var wait = waiting + state * _blocks.BlockUnits;
            var kept = WalkNoise.Keeps(state) ? WalkNoise.Kept(state, t, row) + unit : null;
            for (var i = 0; i < units; i += L.Count)
            {
                if (i + L.Count <= units)
                    Split<L>(later + i, state == 0 ? gradients.Output + i : null, kept == null ? null : kept + i, wait + i);
                else
                    SplitTail(later, state == 0 ? gradients.Output : null, kept, wait, i, units);
            }
        }
    }

    static void SplitTail(T* later, T* output, T* kept, T* wait, int first, int last)
    {
        for (var i = first; i < last; i++)
            Split<Scalar<T>>(later + i, output == null ? null : output + i, kept == null ? null : kept + i, wait + i);
    }

    static void Split<TLane>(T* later, T* output, T* kept, T* wait)
        where TLane : struct, ILane<TLane, T>
    {
        var whole = output == null ? TLane.Load(ref *later) : TLane.Load(ref *later) + TLane.Load(ref *output);
        var share = kept == null ? TLane.Zero : TLane.Load(ref *kept);
        TLane.Store(share * whole, ref *wait);
        TLane.Store((TLane.One - share) * whole, ref *later);
    }

    void JoinGradients(int block, in SweepGradients<T> gradients, T* waiting)
    {
        var units = _blocks.OwnUnits(block);
        for (var state = 0; state < Layout.States; state++)
            AddRows(gradients.Earlier + state * gradients.Stride, waiting + state * _blocks.BlockUnits, gradients.Earlier + state * gradients.Stride, units);
    }
}
