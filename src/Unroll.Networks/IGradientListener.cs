namespace Unroll.Networks;

/// <summary>
/// Hears during a backward pass which gradients are final, so that they can be sent, say, while those of the layers further down are still computed. Called on the thread of the pass, which waits meanwhile.
/// </summary>
public interface IGradientListener
{
    /// <summary>The gradients from a number of <see cref="Parameters{T}.Gradients"/> on, to the end, will not change any more in this pass. The numbers come in falling order; one may come again.</summary>
    void BecameFinal(int first);
}
