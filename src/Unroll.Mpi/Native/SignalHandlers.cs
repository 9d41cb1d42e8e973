using System;
using System.Runtime.InteropServices;

namespace Unroll.Mpi.Native;

/// <summary>
/// Keeps the runtime's signal handlers while MPI starts. Libraries below MPI (UCX) put their own in their place for SIGSEGV and its like, which the runtime needs:
/// with it goes every NullReferenceException.
/// </summary>
static unsafe partial class SignalHandlers
{
    const int Signals = 31;
    const int MostBytes = 256;   // of a struct sigaction, which is 152 on Linux with glibc

    /// <summary>Does the work, then puts back the handlers from before.</summary>
    internal static T Keep<T>(Func<T> work)
    {
        if (OperatingSystem.IsWindows())
            return work();
        var kept = (byte*)NativeMemory.AllocZeroed((Signals + 1) * MostBytes);
        try
        {
            var known = 0u;
            for (var signal = 1; signal <= Signals; signal++)
            {
                if (Action(signal, null, kept + signal * MostBytes) == 0)
                    known |= 1u << signal;
            }
            var result = work();
            for (var signal = 1; signal <= Signals; signal++)
            {
                if ((known & (1u << signal)) != 0)
                    _ = Action(signal, kept + signal * MostBytes, null);   // refused for SIGKILL and SIGSTOP, which nobody can change
            }
            return result;
        }
        finally
        {
            NativeMemory.Free(kept);
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Action(int signal, byte* action, byte* before);
}
