using System.Runtime.InteropServices;

namespace Unroll.Mpi.Native;

/// <summary>
/// The functions of MPI in use. Handles are pointers in Open MPI and 32-bit numbers in MPICH; both travel as <c>nint</c>, and a cell that MPI writes a handle to is set to zero before.
/// </summary>
static unsafe partial class MpiFunctions
{
    /// <summary>A name that no file has; <see cref="MpiLibrary"/> says which library it is.</summary>
    internal const string Library = "unroll-mpi";

    [LibraryImport(Library, EntryPoint = "MPI_Init_thread")]
    internal static partial int InitThread(nint argumentCount, nint arguments, int required, out int provided);

    [LibraryImport(Library, EntryPoint = "MPI_Finalize")]
    internal static partial int End();

    [LibraryImport(Library, EntryPoint = "MPI_Abort")]
    internal static partial int Abort(nint communicator, int exitCode);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_rank")]
    internal static partial int Rank(nint communicator, out int rank);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_size")]
    internal static partial int Size(nint communicator, out int size);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_dup")]
    internal static partial int Duplicate(nint communicator, ref nint copy);

    [LibraryImport(Library, EntryPoint = "MPI_Comm_set_errhandler")]
    internal static partial int SetErrorHandler(nint communicator, nint handler);

    [LibraryImport(Library, EntryPoint = "MPI_Error_string")]
    internal static partial int ErrorText(int code, byte* text, out int length);

    [LibraryImport(Library, EntryPoint = "MPI_Isend")]
    internal static partial int Send(void* start, int count, nint type, int destination, int tag, nint communicator, ref nint request);

    [LibraryImport(Library, EntryPoint = "MPI_Irecv")]
    internal static partial int Receive(void* start, int count, nint type, int source, int tag, nint communicator, ref nint request);

    [LibraryImport(Library, EntryPoint = "MPI_Test")]
    internal static partial int Test(ref nint request, out int done, nint status);

    [LibraryImport(Library, EntryPoint = "MPI_Cancel")]
    internal static partial int Cancel(ref nint request);

    [LibraryImport(Library, EntryPoint = "MPI_Allreduce")]
    internal static partial int SumAll(nint input, void* output, int count, nint type, nint operation, nint communicator);

    [LibraryImport(Library, EntryPoint = "MPI_Iallreduce")]
    internal static partial int BeginSumAll(nint input, void* output, int count, nint type, nint operation, nint communicator, ref nint request);

    [LibraryImport(Library, EntryPoint = "MPI_Ibcast")]
    internal static partial int BeginBroadcast(void* start, int count, nint type, int root, nint communicator, ref nint request);
}
