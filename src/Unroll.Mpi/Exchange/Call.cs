namespace Unroll.Mpi.Exchange;

/// <summary>What a rank came for.</summary>
enum Call
{
    Sum = 1,
    Broadcast = 2,
    Barrier = 3,
    Gather = 4,
    Comparison = 5,
    End = 6,
}
