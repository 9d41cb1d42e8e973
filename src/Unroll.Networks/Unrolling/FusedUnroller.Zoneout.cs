using System;
using System.Runtime.CompilerServices;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Unrolling;

// Zoneout: some units of a state stay what they were before the step. In use every unit moves by its share.
sealed unsafe partial class FusedUnroller<TCell, L, T>
{
    Reservation _zonePiece, _zeroPiece;
    T* _waiting;   // [B][S][stride]: what goes straight to the states before
    T* _zeros;     // [stride]
    bool _zonesOut;

    void PlanZoneout(MemoryPlan plan, TraceShape trace)
    {
        for (var state = 0; state < Layout.States; state++)
            _zonesOut |= WalkNoise.ShareKept(state) > 0;
        _zonePiece = plan.Reserve(_zonesOut && _training ? (long)trace.Batch * Layout.States * _stride : 0);
        _zeroPiece = plan.Reserve(_stride);
    }

    void BindZoneout(Workspace<T> workspace)
    {
        _waiting = workspace[_zonePiece];
        _zeros = workspace[_zeroPiece];
    }

    void ZoneOut(int t, int row, int unit, int units)
    {
        if (_training)
            WalkNoise.DrawKept(t, row, unit, units);
        for (var state = 0; state < Layout.States; state++)
        {
            var share = WalkNoise.ShareKept(state);
            if (share == 0)
                continue;
            var before = StateRow(t, row) + state * StateStride + unit;
            var after = StateRow(t + 1, row) + state * StateStride + unit;
            if (_training)
                Mix(before, after, WalkNoise.Kept(state, t, row) + unit, units);
            else
                Mix(before, after, T.CreateTruncating(share), units);
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

    T* Waiting(int row, int state) => _waiting + ((nint)row * Layout.States + state) * _stride;

    // Splits what reaches the states of a row: a part goes on to the cell's equations, the rest waits for the states before.
    void SplitGradients(int t, int row, int unit, int units)
    {
        for (var state = 0; state < Layout.States; state++)
        {
            var later = GradientRow(t + 1, row) + state * GradientStride + unit;
            var output = state == 0 ? OutputGradientRow(t, row) + unit : _zeros;
            if (_projects)
                output = _zeros;
            Split(later, output, WalkNoise.Keeps(state) ? WalkNoise.Kept(state, t, row) + unit : _zeros, Waiting(row, state) + unit, units);
        }
    }

    static void Split(T* later, T* output, T* kept, T* wait, int units)
    {
        var i = 0;
        for (; i + L.Count <= units; i += L.Count)
            Split<L>(later + i, output + i, kept + i, wait + i);
        for (; i < units; i++)
            Split<Scalar<T>>(later + i, output + i, kept + i, wait + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Split<TLane>(T* later, T* output, T* kept, T* wait)
        where TLane : struct, ILane<TLane, T>
    {
        TLane whole = TLane.Load(ref *later) + TLane.Load(ref *output), share = TLane.Load(ref *kept);
        TLane.Store(share * whole, ref *wait);
        TLane.Store((TLane.One - share) * whole, ref *later);
    }

    void JoinGradients(int t, int row, int unit, int units)
    {
        for (var state = 0; state < Layout.States; state++)
        {
            var earlier = GradientRow(t, row) + state * GradientStride + unit;
            AddRows(earlier, Waiting(row, state) + unit, earlier, units);
        }
    }
}
