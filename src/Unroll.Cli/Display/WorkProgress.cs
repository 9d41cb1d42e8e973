using System;

namespace Unroll.Cli.Display;

/// <summary>A bar for work that takes longer than two seconds, drawn over and over on a terminal; elsewhere nothing.</summary>
sealed class WorkProgress(Terminal terminal, string what)
{
    static readonly TimeSpan s_before = TimeSpan.FromSeconds(2);
    static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(100);

    readonly long _start = terminal.Time.GetTimestamp();
    long _drawnAt;
    bool _isOpen;

    /// <summary>So much of it is done, of 1; and what is done just now, where that changes.</summary>
    public void Report(double share, string? now = null)
    {
        if (!terminal.ErrorIsTerminal || terminal.Time.GetElapsedTime(_start) < s_before || (_isOpen && terminal.Time.GetElapsedTime(_drawnAt) < s_redraw))
            return;
        (_isOpen, _drawnAt) = (true, terminal.Time.GetTimestamp());
        terminal.Error.Write($"\r{ProgressText.WithBar(share, now ?? what, terminal.Width, terminal.Unicode)}\u001b[K");
        terminal.Error.Flush();
    }

    /// <summary>Takes the bar away.</summary>
    public void Finish()
    {
        if (_isOpen)
            terminal.Error.Write("\r\u001b[K");
        _isOpen = false;
    }
}
