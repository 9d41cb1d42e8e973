using System.Collections.Generic;

namespace Unroll.Mpi.Exchange;

/// <summary>
/// The sum as MPI makes it. Where the caller waits anyway it is <c>MPI_Allreduce</c>, which in some libraries is twice as fast as its twin that does not wait; by then all ranks have come.
/// A rank that stops in the middle of it is not noticed here.
/// </summary>
sealed unsafe class FastSum(Wire wire) : SumOperation(wire)
{
    nint _request;

    protected override bool IsComplete => HasBegun && _request == 0;

    protected override int Detail => Waits ? 1 : 2;

    // A collective of MPI cannot be called back.
    internal override bool IsQuiet() => base.IsQuiet() && Wire.IsOver(ref _request);

    protected override void Begin()
    {
        base.Begin();
        if (!IsShort)
            Wire.SumAll(Values, Count, Element == sizeof(double), Waits, ref _request);
    }

    protected override bool AdvanceData() => Wire.IsOver(ref _request);
}
