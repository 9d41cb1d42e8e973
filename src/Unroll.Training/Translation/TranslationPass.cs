using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Translation;
using Unroll.Numerics.Threading;

namespace Unroll.Training.Translation;

/// <summary>An encoder-decoder, from sources and decoder's inputs to answers. The decoder's inputs are the task's, or partly the model's own where sampling is scheduled.</summary>
sealed class TranslationPass<T> : BatchPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly EncoderDecoder<T> _model;
    readonly EncoderDecoderTrace<T> _trace;
    readonly OwnInputs<T>? _own;

    internal TranslationPass(EncoderDecoder<T> model, TaskShape shape, ScheduledSampling? sampling, WorkerTeam team)
    {
        _model = model;
        _trace = model.CreateTrace(shape.Source!.MostSteps, shape.MostSteps, shape.MostRows, TraceMode.Training, team, masks: shape.IsPadded || shape.Source.IsPadded);
        if (sampling is not null)
            _own = new OwnInputs<T>(sampling, new StepwiseDecoder<T>(model, _trace.Encoder, shape.MostRows, team));
    }

    internal override Trace<T> Trace => _trace.Decoder;

    internal override void Forward(Batch<T> batch, in BatchPosition position)
    {
        _trace.Noise = position.Noise;
        _model.Encode(batch.Source!.Inputs, _trace, batch.Source.Mask);
        _own?.Choose(batch, position);
        _model.Decode(batch.Inputs, _trace, batch.Mask);
    }

    internal override void Backward(IGradientListener? listener) => _model.Backward(_trace, listener);

    internal override IEnumerable<int> FinalFrom => _model.Decoder.FinalFrom.Reverse().Concat(_model.Encoder.FinalFrom.Reverse());
}
