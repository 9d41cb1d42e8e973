using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Unroll.Mpi.Launching;

namespace Unroll.Mpi.Native;

/// <summary>The MPI library of this process: found, loaded, and told apart by what it says of itself.</summary>
sealed unsafe class MpiLibrary
{
    static readonly string[] s_openMpiNames = ["libmpi.so.40", "libmpi.40.dylib", "libmpi.so", "libmpi.dylib"];
    static readonly string[] s_mpichNames = ["libmpich.so.12", "libmpi.so.12", "libmpi.12.dylib", "libmpich.so"];

    // MPI can be started once in a process, so its library is the process's as well.
    static nint s_handle;

    static MpiLibrary() => NativeLibrary.SetDllImportResolver(typeof(MpiLibrary).Assembly, Resolve);

    MpiLibrary(string version, MpiAbi abi, bool isOpenMpi)
    {
        Version = version;
        Abi = abi;
        IsOpenMpi = isOpenMpi;
    }

    /// <summary>What the library says of itself, in one line.</summary>
    internal string Version { get; }

    /// <summary>Its handles.</summary>
    internal MpiAbi Abi { get; }

    /// <summary>Open MPI; otherwise one of MPICH's family.</summary>
    internal bool IsOpenMpi { get; }

    /// <summary>Loads the library that was asked for or fits the launcher.</summary>
    /// <exception cref="MpiException">None is there, or it is of neither family.</exception>
    internal static MpiLibrary Load(string? wanted, MpiLaunch? launch)
    {
        NativeEnvironment.SetUnlessSet("UCX_LOG_LEVEL", "error");   // after an error it would warn of every message that nobody took
        foreach (var name in Candidates(wanted, launch))
        {
            if (!NativeLibrary.TryLoad(name, out var handle))
                continue;
            s_handle = handle;
            return Describe(handle, name);
        }
        throw new MpiException(NotFound(wanted));
    }

    /// <summary>Names to try, the likeliest first: what was asked for, alone; else the launcher's own kind, then the other.</summary>
    internal static IReadOnlyList<string> Candidates(string? wanted, MpiLaunch? launch) => wanted switch
    {
        "openmpi" => s_openMpiNames,
        "mpich" => s_mpichNames,
        not null => [wanted],
        _ => launch?.Launcher is MpiLauncher.Mpich or MpiLauncher.SlurmPmi2 ? [.. s_mpichNames, .. s_openMpiNames] : [.. s_openMpiNames, .. s_mpichNames],
    };

    internal static string NotFound(string? wanted)
    {
        const string Cure = "Install one, on Debian and its like 'apt install openmpi-bin libopenmpi3' or 'apt install mpich'";
        return wanted switch
        {
            null => $"No MPI library was found. {Cure}, or name its file in {MpiOptions.LibraryVariable}.",
            "openmpi" or "mpich" => $"The MPI library '{wanted}', asked for in {MpiOptions.LibraryVariable} or the options, was not found. {Cure}.",
            _ => $"The MPI library '{wanted}', named in {MpiOptions.LibraryVariable} or the options, cannot be loaded{(File.Exists(wanted) ? "" : ": there is no such file")}. Wanted is openmpi, mpich or a path. {Cure}.",
        };
    }

    static MpiLibrary Describe(nint handle, string name)
    {
        if (!NativeLibrary.TryGetExport(handle, "MPI_Get_library_version", out var function))
            throw new MpiException($"'{name}' is no MPI library of version 3: it has no MPI_Get_library_version.");
        var text = stackalloc byte[MpiAbi.MostVersionText];
        var length = 0;
        _ = ((delegate* unmanaged<byte*, int*, int>)function)(text, &length);
        var version = OneLine(Encoding.UTF8.GetString(text, Math.Clamp(length, 0, MpiAbi.MostVersionText)));
        var isOpenMpi = NativeLibrary.TryGetExport(handle, "ompi_mpi_comm_world", out _);
        if (!isOpenMpi && !SaysMpich(version))
            throw new MpiException($"'{name}' says that it is '{version}'; known are Open MPI and MPICH with its kin. Name another in {MpiOptions.LibraryVariable}.");
        return new MpiLibrary(version, isOpenMpi ? MpiAbi.OfOpenMpi(handle) : MpiAbi.OfMpich(), isOpenMpi);
    }

    static bool SaysMpich(string version) =>
        version.Contains("MPICH", StringComparison.OrdinalIgnoreCase) || version.Contains("MVAPICH", StringComparison.OrdinalIgnoreCase) || version.StartsWith("Intel", StringComparison.OrdinalIgnoreCase);

    // "Open MPI v4.1.4, package: …" and "MPICH Version:\t4.0.2\n…": the first words of the first line.
    static string OneLine(string version) => version.Split('\n', ',')[0].Replace("Version:", "", StringComparison.Ordinal).Replace('\t', ' ').Replace("  ", " ", StringComparison.Ordinal).Trim('\0', ' ');

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == MpiFunctions.Library ? s_handle : 0;
}
