using Unroll.Networks.Layers;

namespace Unroll.Networks.Tests.Layers;

/// <summary>Layers that wrap others hand on where random masks come from.</summary>
public sealed class LayerNoiseTests
{
    public static TheoryData<string> Wrappers => ["residual", "reversed", "bidirectional", "closed loop"];

    [Theory, MemberData(nameof(Wrappers))]
    public void Masks_OfWrappedLayers_ChangeWithSeedAndPassAlone(string wrapper)
    {
        var options = new RecurrentOptions { OutputZoneout = 0.5 };
        var run = new LayerRun(new LayerCase(wrapper, 6, (plan, _) =>
        [
            wrapper switch
            {
                "residual" => new ResidualLayer<double>(new DropoutLayer<double>(6, 0.5)),
                "reversed" => new ReversedLayer<double>(plan, "a", "elman", 6, 6, options),
                "bidirectional" => new BidirectionalLayer<double>(plan, "a", "elman", 6, 3, options: options),
                _ => new FeedbackLayer<double>(plan, plan => [new RecurrentLayer<double>(plan, "a", "elman", 6, 6, options)]),
            },
        ]));
        double[] Outputs(ulong seed, uint pass)
        {
            run.Trace.Noise = new NoisePosition(seed, pass);
            run.Forward();
            return run.ForwardResults();
        }
        var first = Outputs(5, 6);
        Assert.NotEqual(first, Outputs(5, 7));
        Assert.NotEqual(first, Outputs(6, 6));
        Assert.Equal(first, Outputs(5, 6));
    }
}
