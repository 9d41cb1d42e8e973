using System;
using Unroll.Interop.Safetensors;

namespace Unroll.Interop.Tests.Safetensors;

/// <summary>What it costs to refuse a file.</summary>
static class RefusedRead
{
    /// <summary>Bytes that any refusal may take beside the file's size: the exceptions, their message of one line, and the file's handle.</summary>
    public const int Constant = 6144;

    /// <summary>The refusal, or null where the file was read, and the managed bytes that it took.</summary>
    public static (SafetensorsException? Error, long Allocated) Measure(Func<SafetensorsFile> read)
    {
        Try(read);   // what a process needs once (texts of the runtime's errors, tables) is no cost of a file
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Try(read);
        return (error, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static SafetensorsException? Try(Func<SafetensorsFile> read)
    {
        try
        {
            read();
            return null;
        }
        catch (SafetensorsException e)
        {
            return e;
        }
    }
}
