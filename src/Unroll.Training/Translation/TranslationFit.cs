using System;
using System.Numerics;
using Unroll.Networks;

namespace Unroll.Training.Translation;

/// <summary>What a trainer refuses of encoder-decoders.</summary>
static class TranslationFit
{
    /// <summary>Refuses a network, a task and a sampling that do not go together.</summary>
    internal static void Require<T>(Network<T> network, TaskShape shape, ScheduledSampling? sampling)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (network.PartOf is not { } model)
        {
            if (shape.Source is not null)
                throw new ArgumentException("The task has sources for an encoder, but the network stands alone; give the decoder of an encoder-decoder.", nameof(network));
            if (sampling is not null)
                throw new ArgumentException("Scheduled sampling is for encoder-decoders, but the network stands alone; leave it out.", nameof(sampling));
            return;
        }
        if (network != model.Decoder)
            throw new ArgumentException("The network is the encoder of an encoder-decoder and is trained together with its decoder; give the decoder.", nameof(network));
        if (shape.Source is not { } source)
            throw new ArgumentException("The network is the decoder of an encoder-decoder, but the task has no sources for its encoder; use a task with sources.", nameof(shape));
        if (model.Encoder.InputWidth != source.Width)
            throw new ArgumentException($"The encoder reads width {model.Encoder.InputWidth}, but the task's sources have width {source.Width}.", nameof(network));
        if (shape.CarriesStates)
            throw new ArgumentException("The decoder of an encoder-decoder starts from its encoder's states, but the task carries states from batch to batch; use another task.", nameof(shape));
        if (sampling is not null && !shape.InputIsSymbols && network.InputWidth != network.OutputWidth)
            throw new ArgumentException($"Scheduled sampling feeds outputs back as inputs, but the decoder writes {network.OutputWidth} numbers and reads {network.InputWidth}; give both one width.", nameof(sampling));
    }
}
