using System;
using Unroll.Cli;
using Unroll.Cli.Display;
using Unroll.Cli.Ranks;
using Unroll.Mpi;
using Unroll.Mpi.Launching;

using var stop = StopRequest.Listen();
var terminal = Terminal.OfThisProcess(stop);
try
{
    using var job = new RankJob(MpiLaunch.FromEnvironment());
    ProcessStart.Enter(job, stop);
    // Where the end of MPI never comes, this process ends with it.
    return Environment.ExitCode = ProcessStart.Leave(job, UnrollCommand.Invoke(args, terminal with { Job = job }));
}
catch (MpiException e)
{
    return FailureReport.Tell(e, terminal);
}
