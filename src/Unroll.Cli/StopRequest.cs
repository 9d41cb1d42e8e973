using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Unroll.Cli;

/// <summary>Turns the first Ctrl-C (or SIGTERM, SIGHUP) into a polite request; the second one ends the process at once, as the system does by itself.</summary>
sealed class StopRequest : IDisposable
{
    readonly CancellationTokenSource _source = new();
    readonly PosixSignalRegistration[] _registrations;
    readonly Lock _gate = new();   // requests come from other threads, and one may come as the command ends
    bool _ended;
    bool _wasSignalled;
    bool _wasAsked;

    StopRequest() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Answer),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Answer),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Answer),
    ];

    /// <summary>Set once somebody asked to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether a command that can stop politely is running; else the first signal ends the process.</summary>
    public bool Polite { get; set; }

    /// <summary>Starts listening to the signals of this process.</summary>
    public static StopRequest Listen() => new();

    void Answer(PosixSignalContext context)
    {
        if (!Polite || _wasSignalled)
            return;
        _wasSignalled = context.Cancel = true;
        Cancel();
    }

    /// <summary>Asks in the name of a process that was signalled; counted apart from this one's own signals, for both may come of one Ctrl-C.</summary>
    /// <returns>False where a signal would have ended the process at once.</returns>
    public bool Ask()
    {
        if (!Polite || _wasAsked)
            return false;
        _wasAsked = true;
        Cancel();
        return true;
    }

    void Cancel()
    {
        lock (_gate)
        {
            if (!_ended)
                _source.Cancel();
        }
    }

    /// <summary>Gives the signals back to the system.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        lock (_gate)
        {
            _ended = true;
            _source.Dispose();
        }
    }
}
