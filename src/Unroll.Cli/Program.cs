using Unroll.Cli;
using Unroll.Cli.Display;

using var stop = StopRequest.Listen();
return UnrollCommand.Invoke(args, Terminal.OfThisProcess(stop));
