using System.Runtime.InteropServices;

namespace Unroll.Mpi.Native;

/// <summary>What <c>mpi.h</c> fixes at compile time and differs between the two families: handles and constants.</summary>
/// <param name="World">MPI_COMM_WORLD.</param>
/// <param name="Byte">MPI_BYTE.</param>
/// <param name="Float">MPI_FLOAT.</param>
/// <param name="Double">MPI_DOUBLE.</param>
/// <param name="Sum">MPI_SUM.</param>
/// <param name="ErrorsReturn">MPI_ERRORS_RETURN.</param>
/// <param name="IgnoredStatus">MPI_STATUS_IGNORE.</param>
/// <param name="InPlace">MPI_IN_PLACE.</param>
/// <param name="AnySource">MPI_ANY_SOURCE.</param>
sealed record MpiAbi(nint World, nint Byte, nint Float, nint Double, nint Sum, nint ErrorsReturn, nint IgnoredStatus, nint InPlace, int AnySource)
{
    /// <summary>MPI_THREAD_SERIALIZED, the same number in both: calls come from any thread, one at a time.</summary>
    internal const int SerializedThreads = 2;

    /// <summary>MPI_MAX_ERROR_STRING and more, of both.</summary>
    internal const int MostErrorText = 1024;

    /// <summary>MPI_MAX_LIBRARY_VERSION_STRING, of MPICH, which has the longer one.</summary>
    internal const int MostVersionText = 8192;

    /// <summary>Open MPI's handles are the addresses of objects in the library.</summary>
    internal static MpiAbi OfOpenMpi(nint library) => new(
        NativeLibrary.GetExport(library, "ompi_mpi_comm_world"),
        NativeLibrary.GetExport(library, "ompi_mpi_byte"),
        NativeLibrary.GetExport(library, "ompi_mpi_float"),
        NativeLibrary.GetExport(library, "ompi_mpi_double"),
        NativeLibrary.GetExport(library, "ompi_mpi_op_sum"),
        NativeLibrary.GetExport(library, "ompi_mpi_errors_return"),
        IgnoredStatus: 0,
        InPlace: 1,
        AnySource: -1);

    /// <summary>MPICH's handles are numbers, the same for all libraries of its ABI (MVAPICH2, Intel MPI, Cray).</summary>
    internal static MpiAbi OfMpich() => new(
        World: 0x44000000,
        Byte: 0x4c00010d,
        Float: 0x4c00040a,
        Double: 0x4c00080b,
        Sum: 0x58000003,
        ErrorsReturn: 0x54000001,
        IgnoredStatus: 1,
        InPlace: -1,
        AnySource: -2);
}
