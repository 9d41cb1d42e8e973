using System;
using System.Runtime.InteropServices;

namespace Unroll.Mpi.Exchange;

/// <summary>The head of the first message of every call, from each rank to each: what it came for. All must have come for the same.</summary>
/// <param name="Call">The call.</param>
/// <param name="Element">The kind of number and its bytes, as <see cref="KindOf{T}"/> writes them; 0 where there are none.</param>
/// <param name="Count">Numbers in the vector; each rank's own in a gathering.</param>
/// <param name="Sequence">Calls before this one.</param>
/// <param name="Detail">How the data will go, so that both ends cut them alike.</param>
/// <param name="Payload">Bytes that follow in the same message.</param>
[StructLayout(LayoutKind.Sequential)]
readonly record struct Opening(Call Call, int Element, long Count, long Sequence, int Detail, int Payload)
{
    internal const int Bytes = 32;

    /// <summary>The kind of number in the upper half, its size in the lower.</summary>
    internal static unsafe int KindOf<T>()
        where T : unmanaged => (int)Type.GetTypeCode(typeof(T)) << 16 | sizeof(T);

    /// <summary>Whether a rank that came with this one and a rank that came with the other came for the same.</summary>
    internal bool Agrees(in Opening other) =>
        Call == other.Call && Element == other.Element && Sequence == other.Sequence && Detail == other.Detail && (Count == other.Count || Call == Call.Gather);

    /// <summary>As an error says it.</summary>
    internal string Describe() => Call switch
    {
        Call.Sum => $"a sum of {Numbers()}",
        Call.Broadcast => $"a broadcast of {Numbers()}",
        Call.Gather => "a gathering",
        Call.Comparison => $"a comparison of {Numbers()}",
        Call.End => "its end",
        _ => "a barrier",
    } + $" (call {Sequence + 1})";

    string Numbers()
    {
        var kind = (TypeCode)(Element >> 16);
        return $"{Count} {(kind == TypeCode.Object ? "values" : kind)} of {Element & 0xFFFF} bytes";
    }
}
