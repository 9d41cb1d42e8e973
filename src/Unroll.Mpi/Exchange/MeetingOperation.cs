namespace Unroll.Mpi.Exchange;

/// <summary>All ranks come; what they bring with their openings is all there is.</summary>
sealed class MeetingOperation(Wire wire) : Operation(wire)
{
    protected override bool IsComplete => HasBegun;
}
