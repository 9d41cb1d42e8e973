using System;
using System.Numerics;
using Unroll.Networks;
using Unroll.Training.Batching;

namespace Unroll;

/// <summary>What a fit refuses before it begins.</summary>
static class FitChecks
{
    /// <summary>Refuses parts that do not fit together, and says where the answer to a whole sequence stands.</summary>
    public static AnswerPlace RequireFit<T>(Network<T> network, SequenceDataset<T> data, FitOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (data.Targets is not { } targets)
            throw new ArgumentException("The data have no targets to learn; give the data set some.", nameof(data));
        RequirePatience(options);
        if (network.InputWidth != data.Inputs.Width)
            throw new ArgumentException($"The network reads {(data.Inputs.AreSymbols ? $"{network.InputWidth} symbols" : $"width {network.InputWidth}")}, but the sequences have {(data.Inputs.AreSymbols ? $"{data.Inputs.Width}" : $"width {data.Inputs.Width}")}; build it for what it is to read.", nameof(network));
        if (!targets.AreValues && targets.Width > network.OutputWidth)
            throw new ArgumentException($"There are {targets.Width} classes, but the network writes {network.OutputWidth} numbers; end it with Dense({targets.Width}).", nameof(network));
        if (targets.AreValues && options.Loss is null && targets.Width != network.OutputWidth)
            throw new ArgumentException($"There are {targets.Width} values to learn, but the network writes {network.OutputWidth} numbers; end it with Dense({targets.Width}).", nameof(network));
        // Two lengths that no network has a reason to write of itself.
        var (one, other) = (NetworkOutputs.Steps(network, 10_007), NetworkOutputs.Steps(network, 20_011));
        if ((one, other) is not ((1, 1) or (10_007, 20_011)))
            throw new ArgumentException($"The network writes {one} steps whatever it reads; Fit trains networks that answer at every step or once, so train this one with a task of your own and a Trainer.", nameof(network));
        if (one == 1 && targets.AreOfEachStep)
            throw new ArgumentException("The network makes one answer of a whole sequence, but every step has a target; leave out the layer that pools, or give one target for each sequence.", nameof(network));
        return one == 1 ? AnswerPlace.OneStep : AnswerPlace.LastStep;
    }

    /// <summary>Refuses a patience that nothing is measured for.</summary>
    public static void RequirePatience(FitOptions options)
    {
        if (options.Patience > 0 && options.ValidationShare == 0)
            throw new ArgumentException($"A patience of {options.Patience} epochs follows the validation loss, but nothing validates; set ValidationShare above 0, or Patience to 0.", nameof(options));
    }
}
