using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Unroll.Numerics.Lanes;

namespace Unroll.Numerics.Products;

/// <summary>A number known to the compiler, so that a tile's unused rows and vectors vanish from its code.</summary>
interface IExtent
{
    /// <summary>The number.</summary>
    static abstract int Value { get; }
}

readonly struct Extent1 : IExtent { public static int Value => 1; }
readonly struct Extent2 : IExtent { public static int Value => 2; }
readonly struct Extent3 : IExtent { public static int Value => 3; }
readonly struct Extent4 : IExtent { public static int Value => 4; }
readonly struct Extent5 : IExtent { public static int Value => 5; }
readonly struct Extent6 : IExtent { public static int Value => 6; }
readonly struct Extent7 : IExtent { public static int Value => 7; }
readonly struct Extent8 : IExtent { public static int Value => 8; }

/// <summary>Where the left factor of a tile lies: the number of row r and depth k is at <c>Data[r · RowStride + k · DepthStride]</c>, with a jump after every run of depths.</summary>
/// <param name="data">First number.</param>
/// <param name="rowStride">Distance between rows.</param>
/// <param name="depthStride">Distance between depths: 1 for a matrix as it is, its stride for its transpose.</param>
/// <param name="run">Depths before a jump; at least the product's depth where there is none.</param>
/// <param name="jump">Distance from the start of one run to the start of the next.</param>
unsafe readonly struct TileLeft<T>(T* data, nint rowStride, nint depthStride, int run, nint jump)
    where T : unmanaged
{
    public readonly T* Data = data;
    public readonly nint RowStride = rowStride;
    public readonly nint DepthStride = depthStride;
    public readonly int Run = run;
    public readonly nint Jump = jump;

    public TileLeft<T> AtRow(int row) => new(Data + row * RowStride, RowStride, DepthStride, Run, Jump);
}

/// <summary>Where a tile's sums go: vector v of row r is stored at <c>Data[r · RowStride + v · VectorStride]</c>.</summary>
/// <param name="data">First number.</param>
/// <param name="rowStride">Distance between rows.</param>
/// <param name="vectorStride">Distance between the starts of a row's vectors: the lane's count where they lie side by side, another where each belongs elsewhere.</param>
unsafe readonly struct TileResult<T>(T* data, nint rowStride, nint vectorStride)
    where T : unmanaged
{
    public readonly T* Data = data;
    public readonly nint RowStride = rowStride;
    public readonly nint VectorStride = vectorStride;
}

/// <summary>
/// The inner product kernel: up to 8 rows by 4 vectors of a product, held in registers while the depth runs.
/// <c>result[r, :] = start[r, :] + Σ_k left[r, k] · right[k, :]</c>, each sum in the order of k with one rounding a step,
/// so the bits do not depend on the tile's shape or the lane's width.
/// </summary>
/// <remarks>6 rows × 4 vectors fill 24 of the 32 registers of AVX-512 and Arm64; 6 × 2 fill 12 of the 16 of AVX2.</remarks>
static unsafe class GemmTile<L, T>
    where L : struct, ILane<L, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // So few rows do less work on a line of the right factor than it takes to fetch it: the tile asks for lines well ahead.
    const int FewRows = 2;
    const int BytesAhead = 2048;

    // A hint; a processor without it fetches in its own time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Prefetch(T* right)
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0((byte*)right + BytesAhead);
        Sse.Prefetch0((byte*)right + BytesAhead + 64);
        Sse.Prefetch0((byte*)right + BytesAhead + 128);
        Sse.Prefetch0((byte*)right + BytesAhead + 192);
    }

    /// <summary>One tile.</summary>
    /// <param name="left">How the left factor lies.</param>
    /// <param name="data">The left factor's first of R rows.</param>
    /// <param name="right">Right factor, first of V vectors at depth 0.</param>
    /// <param name="rightStride">Distance between depths of the right factor.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="start">What the sums start from; null for zero. May be <paramref name="result"/>.</param>
    /// <param name="startStride">Distance between its rows; 0 to start all rows alike.</param>
    /// <param name="result">How the sums lie.</param>
    /// <param name="sums">The result's first of R rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<R, V>(in TileLeft<T> left, T* data, T* right, nint rightStride, int depth, T* start, nint startStride, in TileResult<T> result, T* sums)
        where R : struct, IExtent
        where V : struct, IExtent
    {
        L c00 = L.Zero, c01 = L.Zero, c02 = L.Zero, c03 = L.Zero;
        L c10 = L.Zero, c11 = L.Zero, c12 = L.Zero, c13 = L.Zero;
        L c20 = L.Zero, c21 = L.Zero, c22 = L.Zero, c23 = L.Zero;
        L c30 = L.Zero, c31 = L.Zero, c32 = L.Zero, c33 = L.Zero;
        L c40 = L.Zero, c41 = L.Zero, c42 = L.Zero, c43 = L.Zero;
        L c50 = L.Zero, c51 = L.Zero, c52 = L.Zero, c53 = L.Zero;
        L c60 = L.Zero, c61 = L.Zero, c62 = L.Zero, c63 = L.Zero;
        L c70 = L.Zero, c71 = L.Zero, c72 = L.Zero, c73 = L.Zero;
        if (start != null)
        {
            {
                var from = start + 0 * startStride;
                c00 = L.Load(ref *from);
                if (V.Value > 1) c01 = L.Load(ref from[1 * L.Count]);
                if (V.Value > 2) c02 = L.Load(ref from[2 * L.Count]);
                if (V.Value > 3) c03 = L.Load(ref from[3 * L.Count]);
            }
            if (R.Value > 1)
            {
                var from = start + 1 * startStride;
                c10 = L.Load(ref *from);
                if (V.Value > 1) c11 = L.Load(ref from[1 * L.Count]);
                if (V.Value > 2) c12 = L.Load(ref from[2 * L.Count]);
                if (V.Value > 3) c13 = L.Load(ref from[3 * L.Count]);
            }
            if (R.Value > 2)
            {
                var from = start + 2 * startStride;
                c20 = L.Load(ref *from);
                if (V.Value > 1) c21 = L.Load(ref from[1 * L.Count]);
                if (V.Value > 2) c22 = L.Load(ref from[2 * L.Count]);
                if (V.Value > 3) c23 = L.Load(ref from[3 * L.Count]);
            }
            if (R.Value > 3)
            {
                var from = start + 3 * startStride;
                c30 = L.Load(ref *from);
                if (V.Value > 1) c31 = L.Load(ref from[1 * L.Count]);
                if (V.Value > 2) c32 = L.Load(ref from[2 * L.Count]);
                if (V.Value > 3) c33 = L.Load(ref from[3 * L.Count]);
            }
            if (R.Value > 4)
            {
                var from = start + 4 * startStride;
                c40 = L.Load(ref *from);
                if (V.Value > 1) c41 = L.Load(ref from[1 * L.Count]);
                if (V.Value > 2) c42 = L.Load(ref from[2 * L.Count]);
                if (V.Value > 3) c43 = L.Load(ref from[3 * L.Count]);
            }
            if (R.Value > 5)
            {
                var from = start + 5 * startStride;
                c50 = L.Load(ref *from);
                if (V.Value > 1) c51 = L.Load(ref from[1 * L.Count]);
                if (V.Value > 2) c52 = L.Load(ref from[2 * L.Count]);
                if (V.Value > 3) c53 = L.Load(ref from[3 * L.Count]);
            }
            if (R.Value > 6)
            {
                var from = start + 6 * startStride;
                c60 = L.Load(ref *from);
                if (V.Value > 1) c61 = L.Load(ref from[1 * L.Count]);
                if (V.Value > 2) c62 = L.Load(ref from[2 * L.Count]);
                if (V.Value > 3) c63 = L.Load(ref from[3 * L.Count]);
            }
            if (R.Value > 7)
            {
                var from = start + 7 * startStride;
                c70 = L.Load(ref *from);
                if (V.Value > 1) c71 = L.Load(ref from[1 * L.Count]);
                if (V.Value > 2) c72 = L.Load(ref from[2 * L.Count]);
                if (V.Value > 3) c73 = L.Load(ref from[3 * L.Count]);
            }
        }
        var a0 = data;
        var a1 = data + 1 * left.RowStride;
        var a2 = data + 2 * left.RowStride;
        var a3 = data + 3 * left.RowStride;
        var a4 = data + 4 * left.RowStride;
        var a5 = data + 5 * left.RowStride;
        var a6 = data + 6 * left.RowStride;
        var a7 = data + 7 * left.RowStride;
        var depthStride = left.DepthStride;
        nint index = 0;
        nint runStart = 0;
        var remaining = depth;
        while (remaining > 0)
        {
            var count = remaining < left.Run ? remaining : left.Run;
            remaining -= count;
            for (; count > 0; count--)
            {
                L b0 = L.Load(ref *right), b1 = default, b2 = default, b3 = default;
                if (V.Value > 1) b1 = L.Load(ref right[1 * L.Count]);
                if (V.Value > 2) b2 = L.Load(ref right[2 * L.Count]);
                if (V.Value > 3) b3 = L.Load(ref right[3 * L.Count]);
                if (R.Value <= FewRows)
                    Prefetch(right);
                right += rightStride;
                {
                    var x = L.Broadcast(a0[index]);
                    c00 = L.MultiplyAdd(x, b0, c00);
                    if (V.Value > 1) c01 = L.MultiplyAdd(x, b1, c01);
                    if (V.Value > 2) c02 = L.MultiplyAdd(x, b2, c02);
                    if (V.Value > 3) c03 = L.MultiplyAdd(x, b3, c03);
                }
                if (R.Value > 1)
                {
                    var x = L.Broadcast(a1[index]);
                    c10 = L.MultiplyAdd(x, b0, c10);
                    if (V.Value > 1) c11 = L.MultiplyAdd(x, b1, c11);
                    if (V.Value > 2) c12 = L.MultiplyAdd(x, b2, c12);
                    if (V.Value > 3) c13 = L.MultiplyAdd(x, b3, c13);
                }
                if (R.Value > 2)
                {
                    var x = L.Broadcast(a2[index]);
                    c20 = L.MultiplyAdd(x, b0, c20);
                    if (V.Value > 1) c21 = L.MultiplyAdd(x, b1, c21);
                    if (V.Value > 2) c22 = L.MultiplyAdd(x, b2, c22);
                    if (V.Value > 3) c23 = L.MultiplyAdd(x, b3, c23);
                }
                if (R.Value > 3)
                {
                    var x = L.Broadcast(a3[index]);
                    c30 = L.MultiplyAdd(x, b0, c30);
                    if (V.Value > 1) c31 = L.MultiplyAdd(x, b1, c31);
                    if (V.Value > 2) c32 = L.MultiplyAdd(x, b2, c32);
                    if (V.Value > 3) c33 = L.MultiplyAdd(x, b3, c33);
                }
                if (R.Value > 4)
                {
                    var x = L.Broadcast(a4[index]);
                    c40 = L.MultiplyAdd(x, b0, c40);
                    if (V.Value > 1) c41 = L.MultiplyAdd(x, b1, c41);
                    if (V.Value > 2) c42 = L.MultiplyAdd(x, b2, c42);
                    if (V.Value > 3) c43 = L.MultiplyAdd(x, b3, c43);
                }
                if (R.Value > 5)
                {
                    var x = L.Broadcast(a5[index]);
                    c50 = L.MultiplyAdd(x, b0, c50);
                    if (V.Value > 1) c51 = L.MultiplyAdd(x, b1, c51);
                    if (V.Value > 2) c52 = L.MultiplyAdd(x, b2, c52);
                    if (V.Value > 3) c53 = L.MultiplyAdd(x, b3, c53);
                }
                if (R.Value > 6)
                {
                    var x = L.Broadcast(a6[index]);
                    c60 = L.MultiplyAdd(x, b0, c60);
                    if (V.Value > 1) c61 = L.MultiplyAdd(x, b1, c61);
                    if (V.Value > 2) c62 = L.MultiplyAdd(x, b2, c62);
                    if (V.Value > 3) c63 = L.MultiplyAdd(x, b3, c63);
                }
                if (R.Value > 7)
                {
                    var x = L.Broadcast(a7[index]);
                    c70 = L.MultiplyAdd(x, b0, c70);
                    if (V.Value > 1) c71 = L.MultiplyAdd(x, b1, c71);
                    if (V.Value > 2) c72 = L.MultiplyAdd(x, b2, c72);
                    if (V.Value > 3) c73 = L.MultiplyAdd(x, b3, c73);
                }
                index += depthStride;
            }
            runStart += left.Jump;
            index = runStart;
        }
        var resultStride = result.RowStride;
        var vectorStride = result.VectorStride;
        {
            var to = sums;
            L.Store(c00, ref *to);
            if (V.Value > 1) L.Store(c01, ref to[vectorStride]);
            if (V.Value > 2) L.Store(c02, ref to[2 * vectorStride]);
            if (V.Value > 3) L.Store(c03, ref to[3 * vectorStride]);
        }
        if (R.Value > 1)
        {
            var to = sums + 1 * resultStride;
            L.Store(c10, ref *to);
            if (V.Value > 1) L.Store(c11, ref to[vectorStride]);
            if (V.Value > 2) L.Store(c12, ref to[2 * vectorStride]);
            if (V.Value > 3) L.Store(c13, ref to[3 * vectorStride]);
        }
        if (R.Value > 2)
        {
            var to = sums + 2 * resultStride;
            L.Store(c20, ref *to);
            if (V.Value > 1) L.Store(c21, ref to[vectorStride]);
            if (V.Value > 2) L.Store(c22, ref to[2 * vectorStride]);
            if (V.Value > 3) L.Store(c23, ref to[3 * vectorStride]);
        }
        if (R.Value > 3)
        {
            var to = sums + 3 * resultStride;
            L.Store(c30, ref *to);
            if (V.Value > 1) L.Store(c31, ref to[vectorStride]);
            if (V.Value > 2) L.Store(c32, ref to[2 * vectorStride]);
            if (V.Value > 3) L.Store(c33, ref to[3 * vectorStride]);
        }
        if (R.Value > 4)
        {
            var to = sums + 4 * resultStride;
            L.Store(c40, ref *to);
            if (V.Value > 1) L.Store(c41, ref to[vectorStride]);
            if (V.Value > 2) L.Store(c42, ref to[2 * vectorStride]);
            if (V.Value > 3) L.Store(c43, ref to[3 * vectorStride]);
        }
        if (R.Value > 5)
        {
            var to = sums + 5 * resultStride;
            L.Store(c50, ref *to);
            if (V.Value > 1) L.Store(c51, ref to[vectorStride]);
            if (V.Value > 2) L.Store(c52, ref to[2 * vectorStride]);
            if (V.Value > 3) L.Store(c53, ref to[3 * vectorStride]);
        }
        if (R.Value > 6)
        {
            var to = sums + 6 * resultStride;
            L.Store(c60, ref *to);
            if (V.Value > 1) L.Store(c61, ref to[vectorStride]);
            if (V.Value > 2) L.Store(c62, ref to[2 * vectorStride]);
            if (V.Value > 3) L.Store(c63, ref to[3 * vectorStride]);
        }
        if (R.Value > 7)
        {
            var to = sums + 7 * resultStride;
            L.Store(c70, ref *to);
            if (V.Value > 1) L.Store(c71, ref to[vectorStride]);
            if (V.Value > 2) L.Store(c72, ref to[2 * vectorStride]);
            if (V.Value > 3) L.Store(c73, ref to[3 * vectorStride]);
        }
    }
}
