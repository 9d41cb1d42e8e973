using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Unroll.Mpi.Native;

namespace Unroll.Mpi.Launching;

/// <summary>
/// In what order the files of a folder are closed that were open for writing. The system closes a process's files when it ends, however it ends: so a file that each of several processes keeps open tells which of them ended first,
/// and by the system's own order, where two looks at the list of processes may find several gone at once. Linux only (inotify). For one thread at a time.
/// </summary>
public sealed class ClosingOrder : IDisposable
{
    const int BufferBytes = 64 << 10;

    readonly SafeFileHandle _events;
    readonly List<string> _names = [];
    bool _hasGaps;

    ClosingOrder(SafeFileHandle events) => _events = events;

    /// <summary>Begins to watch a folder on a disk of this host.</summary>
    /// <param name="folder">Its path.</param>
    /// <returns>The watch; null where there is no such folder, the system does not tell, or it has no more watches.</returns>
    /// <exception cref="ArgumentNullException">There is no path.</exception>
    public static ClosingOrder? Watch(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Inotify.WatchClosing(folder) is { } events ? new ClosingOrder(events) : null;
    }

    /// <summary>The names of the files that were closed so far, the first first; one that is opened and closed again comes again. Null once there were more than the system keeps (16,384, unless told otherwise) between two calls.</summary>
    /// <exception cref="ObjectDisposedException">The watch has ended.</exception>
    public IReadOnlyList<string>? Names()
    {
        ObjectDisposedException.ThrowIf(_events.IsClosed, this);
        var buffer = new byte[BufferBytes];
        while (Inotify.Read(_events, buffer) is var bytes and > 0)
        {
            for (var left = buffer.AsSpan(0, (int)bytes); left.Length >= Inotify.HeaderBytes;)
            {
                var nameBytes = (int)BinaryPrimitives.ReadUInt32LittleEndian(left[(Inotify.HeaderBytes - sizeof(uint))..]);
                var name = left.Slice(Inotify.HeaderBytes, nameBytes);
                var happened = BinaryPrimitives.ReadUInt32LittleEndian(left[sizeof(int)..]);
                _hasGaps |= (happened & Inotify.Overflow) != 0;
                if ((happened & Inotify.ClosedAfterWriting) != 0)
                    _names.Add(Encoding.UTF8.GetString(name.TrimEnd((byte)0)));
                left = left[(Inotify.HeaderBytes + nameBytes)..];
            }
        }
        return _hasGaps ? null : [.. _names];
    }

    /// <summary>Ends the watch.</summary>
    public void Dispose() => _events.Dispose();
}
