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
                RowSweep<L, T>.Run(new Mixing(before, after, WalkNoise.Kept(state, t, row) + unit / 8), units);
            else
                RowSweep<L, T>.Run(new EvenMixing(before, after, T.CreateTruncating(share)), units);
        }
    }

    // after = kept · before + (1 − kept) · after
    readonly struct Mixing(T* before, T* after, byte* kept) : IRowRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TLane>(int at)
            where TLane : struct, ILane<TLane, T>
        {
            var share = TLane.FromBits(BitsFrom(kept, at));
            TLane.Store(TLane.MultiplyAdd(share, TLane.Load(ref before[at]), (TLane.One - share) * TLane.Load(ref after[at])), ref after[at]);
        }
    }

    // The same with one share for all.
    readonly struct EvenMixing(T* before, T* after, T kept) : IRowRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TLane>(int at)
            where TLane : struct, ILane<TLane, T>
        {
            var share = TLane.Broadcast(kept);
            TLane.Store(TLane.MultiplyAdd(share, TLane.Load(ref before[at]), (TLane.One - share) * TLane.Load(ref after[at])), ref after[at]);
        }
    }

    // whole = later + output; wait = kept · whole; later = (1 − kept) · whole
    readonly struct Splitting(T* later, T* output, byte* kept, T* wait) : IRowRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TLane>(int at)
            where TLane : struct, ILane<TLane, T>
        {
            TLane whole = TLane.Load(ref later[at]) + TLane.Load(ref output[at]), share = TLane.FromBits(BitsFrom(kept, at));
            TLane.Store(share * whole, ref wait[at]);
            TLane.Store((TLane.One - share) * whole, ref later[at]);
        }
    }

    // At least a lane's bits, from a unit on. Lanes are at most sixteen units wide and start at a multiple of their width.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint BitsFrom(byte* bits, int unit) => Unsafe.ReadUnaligned<uint>(bits + (unit >> 3)) >> (unit & 7);

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
            var kept = WalkNoise.Keeps(state) ? WalkNoise.Kept(state, t, row) + unit / 8 : (byte*)_zeros;
            RowSweep<L, T>.Run(new Splitting(later, output, kept, Waiting(row, state) + unit), units);
        }
    }

    void JoinGradients(int t, int row, int unit, int units)
    {
        for (var state = 0; state < Layout.States; state++)
        {
            var earlier = GradientRow(t, row) + state * GradientStride + unit;
            RowSweep<L, T>.Add(earlier, Waiting(row, state) + unit, earlier, units);
        }
    }
}
