using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Unroll.Mpi.Launching;
using Unroll.Mpi.Native;

namespace Unroll.Mpi.Exchange;

/// <summary>This process's end of all messages: MPI started, its error codes made exceptions. Not for two threads at once.</summary>
sealed unsafe class Wire
{
    /// <summary>Chunks of one kind on their way between two ranks.</summary>
    internal const int Window = 2;

    const int TagsPerCall = 2;
    const int CallTags = 16_000;   // 16,000 calls of 2 tags stay below 32,767, which every MPI has

    static readonly TimeSpan s_launcherPatience = TimeSpan.FromSeconds(2);

    readonly MpiAbi _abi;
    readonly nint _control;
    readonly nint _collective;
    readonly nint _data;
    readonly Stack<(nint Start, long Bytes)> _scratch = [];

    Wire(MpiAbi abi, int rank, int size, int chunkBytes)
    {
        _abi = abi;
        Rank = rank;
        Size = size;
        ChunkBytes = chunkBytes;
        if (size == 1)
            return;
        _data = Duplicate();
        _control = Duplicate();
        _collective = Duplicate();
    }

    internal int Rank { get; }

    internal int Size { get; }

    /// <summary>Whether threads other than the one that started MPI may call it, one at a time.</summary>
    internal bool ThreadsMayTakeTurns { get; private init; }

    /// <summary>The length of the pieces that large vectors go in.</summary>
    internal int ChunkBytes { get; }

    /// <summary>The kind of message that a call begins with, on a communicator of its own order: MPI never lets two from one rank overtake each other.</summary>
    internal static int OpeningTag => 0;

    /// <summary>Starts MPI in this process.</summary>
    /// <exception cref="MpiException">It fails, or MPI counts other ranks than the launcher.</exception>
    internal static Wire Open(MpiLibrary library, MpiLaunch? launch, int chunkBytes)
    {
        var threads = 0;
        var error = SignalHandlers.Keep(() => MpiFunctions.InitThread(0, 0, MpiAbi.SerializedThreads, out threads));
        if (error != 0)
            throw new MpiException($"{library.Version} could not start (error {error}).");
        var abi = library.Abi;
        Check(MpiFunctions.SetErrorHandler(abi.World, abi.ErrorsReturn), "MPI_Comm_set_errhandler");
        Check(MpiFunctions.Rank(abi.World, out var rank), "MPI_Comm_rank");
        Check(MpiFunctions.Size(abi.World, out var size), "MPI_Comm_size");
        if (launch is not null && (launch.Rank != rank || launch.Size != size))
        {
            _ = MpiFunctions.End();
            throw new MpiException(Mismatch(library, launch, rank, size));
        }
        return new Wire(abi, rank, size, chunkBytes) { ThreadsMayTakeTurns = threads >= MpiAbi.SerializedThreads };
    }

    /// <summary>The tag of a call's data.</summary>
    /// <param name="sequence">The call.</param>
    /// <param name="kind">0 or 1.</param>
    internal static int DataTag(long sequence, int kind) => 1 + (int)(sequence % CallTags) * TagsPerCall + kind;

    internal void Send(void* start, int bytes, int to, int tag, ref nint request) =>
        Check(MpiFunctions.Send(start, bytes, _abi.Byte, to, tag, _data, ref Fresh(ref request)), "MPI_Isend", to);

    internal void Receive(void* start, int bytes, int from, int tag, ref nint request) =>
        Check(MpiFunctions.Receive(start, bytes, _abi.Byte, from, tag, _data, ref Fresh(ref request)), "MPI_Irecv", from);

    internal void SendControl(void* start, int bytes, int to, int tag, ref nint request) =>
        Check(MpiFunctions.Send(start, bytes, _abi.Byte, to, tag, _control, ref Fresh(ref request)), "MPI_Isend", to);

    /// <param name="start">Where to.</param>
    /// <param name="bytes">At most.</param>
    /// <param name="from">The rank; null for any.</param>
    /// <param name="tag">The kind.</param>
    /// <param name="request">The cell.</param>
    internal void ReceiveControl(void* start, int bytes, int? from, int tag, ref nint request) =>
        Check(MpiFunctions.Receive(start, bytes, _abi.Byte, from ?? _abi.AnySource, tag, _control, ref Fresh(ref request)), "MPI_Irecv", from);

    /// <summary>MPI's own sum of all ranks' vectors, in place; the request stays 0 where the call itself waits.</summary>
    internal void SumAll(void* values, int count, bool areDoubles, bool waits, ref nint request)
    {
        var type = areDoubles ? _abi.Double : _abi.Float;
        Fresh(ref request);
        if (waits)
            Check(MpiFunctions.SumAll(_abi.InPlace, values, count, type, _abi.Sum, _collective), "MPI_Allreduce");
        else
            Check(MpiFunctions.BeginSumAll(_abi.InPlace, values, count, type, _abi.Sum, _collective, ref request), "MPI_Iallreduce");
    }

    /// <summary>Rank 0's bytes to all.</summary>
    internal void Broadcast(void* start, int bytes, ref nint request) =>
        Check(MpiFunctions.BeginBroadcast(start, bytes, _abi.Byte, 0, _collective, ref Fresh(ref request)), "MPI_Ibcast");

    /// <summary>The same, waited for; while MPI is started, where every rank waits for the others anyway.</summary>
    internal void BroadcastAtOnce(void* start, int bytes)
    {
        nint request = 0;
        Broadcast(start, bytes, ref request);
        var patience = Patience.Begin();
        while (!IsOver(ref request))
            _ = patience.Rest();
    }

    /// <summary>Whether a request is over. A cell that holds 0 is.</summary>
    internal bool IsOver(ref nint request)
    {
        if (request == 0)
            return true;
        Check(MpiFunctions.Test(ref request, out var done, _abi.IgnoredStatus), "MPI_Test");
        if (done == 0)
            return false;
        request = 0;
        return true;
    }

    /// <summary>Asks MPI to give up a receive; it is over when <see cref="IsOver"/> says so.</summary>
    internal static void Cancel(ref nint request)
    {
        if (request != 0)
            _ = MpiFunctions.Cancel(ref request);
    }

    /// <summary>Memory for chunks that come in, of at least so many bytes.</summary>
    internal (nint Start, long Bytes) RentScratch(long bytes)
    {
        if (_scratch.TryPop(out var scratch) && scratch.Bytes >= bytes)
            return scratch;
        NativeMemory.AlignedFree((void*)scratch.Start);
        return ((nint)NativeMemory.AlignedAlloc((nuint)bytes, 4096), bytes);
    }

    /// <summary>Gives memory back that MPI does not write to any more.</summary>
    internal void ReturnScratch((nint Start, long Bytes) scratch) => _scratch.Push(scratch);

    /// <summary>Ends MPI in this process; all ranks must come here.</summary>
    internal static void End() => Check(MpiFunctions.End(), "MPI_Finalize");

    /// <summary>Ends all processes of the job, this one too, and this one even where its launcher cannot be reached: MPI waits for the launcher's answer.</summary>
    internal void Abort()
    {
        _ = LastResort.EndAfter(s_launcherPatience);
        _ = MpiFunctions.Abort(_abi.World, LastResort.ExitCode);
    }

    static ref nint Fresh(ref nint request)
    {
        request = 0;   // MPICH writes only half of the cell
        return ref request;
    }

    nint Duplicate()
    {
        nint copy = 0;
        Check(MpiFunctions.Duplicate(_abi.World, ref copy), "MPI_Comm_dup");
        Check(MpiFunctions.SetErrorHandler(copy, _abi.ErrorsReturn), "MPI_Comm_set_errhandler");
        return copy;
    }

    static void Check(int error, string function, int? rank = null)
    {
        if (error != 0)
            throw new MpiException($"{function}{(rank is { } other ? $" with rank {other}" : "")}: {Text(error)}");
    }

    static string Text(int error)
    {
        var text = stackalloc byte[MpiAbi.MostErrorText];
        return MpiFunctions.ErrorText(error, text, out var length) == 0
            ? Encoding.UTF8.GetString(text, Math.Clamp(length, 0, MpiAbi.MostErrorText)).Trim('\0', ' ', '\n').Replace('\n', ' ')
            : $"error {error}";
    }

    static string Mismatch(MpiLibrary library, MpiLaunch launch, int rank, int size)
    {
        var other = library.IsOpenMpi ? "mpich" : "openmpi";
        var starter = launch.Launcher switch { MpiLauncher.OpenMpi => "Open MPI's mpirun", MpiLauncher.Mpich => "MPICH's mpirun", MpiLauncher.SlurmPmi2 => "srun --mpi=pmi2", _ => "srun --mpi=pmix" };
        var otherStarter = launch.Launcher is MpiLauncher.Slurm or MpiLauncher.SlurmPmi2 ? (library.IsOpenMpi ? "srun --mpi=pmix" : "srun --mpi=pmi2") : $"the mpirun of {(library.IsOpenMpi ? "Open MPI" : "MPICH")}";
        return $"{starter} started {launch.Size} processes, and this is rank {launch.Rank}; but {library.Version} says rank {rank} of {size}: this library does not belong to that launcher. " +
            $"Set {MpiOptions.LibraryVariable}={other} (or the path of the launcher's own library), or use {otherStarter}.";
    }
}
