using System.Numerics;
using Unroll.Networks.Layers;

namespace Unroll.Networks.Translation;

/// <summary>Everything that one pass of an encoder-decoder over one batch writes, but for the parameters' gradients: a trace of each network, and the states that are handed on between them.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class EncoderDecoderTrace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal EncoderDecoderTrace(EncoderDecoder<T> owner, Trace<T> encoder, Trace<T> decoder)
    {
        (Owner, Encoder, Decoder) = (owner, encoder, decoder);
        Handover = new StateHandover<T>(encoder, decoder);
    }

    /// <summary>The encoder's trace.</summary>
    public Trace<T> Encoder { get; }

    /// <summary>The decoder's trace: its outputs are the model's, and the loss writes its output gradients.</summary>
    public Trace<T> Decoder { get; }

    /// <summary>Where the random masks of the next training pass come from. The same position gives the same masks; encoder and decoder have different ones.</summary>
    public NoisePosition Noise
    {
        get;
        set
        {
            field = value;
            (Encoder.Noise, Decoder.Noise) = (value.ForPart(0), value.ForPart(1));
        }
    }

    /// <summary>Bytes of memory held.</summary>
    public long Bytes => Encoder.Bytes + Decoder.Bytes;

    internal EncoderDecoder<T> Owner { get; }

    internal StateHandover<T> Handover { get; }
}
