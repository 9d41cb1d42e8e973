namespace Unroll.Cli;

/// <summary>What the process says to the shell.</summary>
static class ExitCode
{
    /// <summary>Done, and every expectation met.</summary>
    public const int Fine = 0;

    /// <summary>Asked for rightly, but it failed: diverged, expectation missed, a folder that is full, unwritable, damaged or in use.</summary>
    public const int Failure = 1;

    /// <summary>Asked for wrongly: unknown name, bad number, a folder of another recipe or of a run that nobody asked to resume.</summary>
    public const int Misuse = 2;

    /// <summary>Stopped by a signal after saving; 128 + SIGINT, as shells have it.</summary>
    public const int Stopped = 130;
}
