using System.Numerics;
using System.Runtime.CompilerServices;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>Huber's loss: ½ d² where |d| is below δ, else δ (|d| − ½ δ), with d = output − target; the derivative is d, held between −δ and δ.</summary>
/// <remarks>Targets are finite.</remarks>
/// <typeparam name="T">The number.</typeparam>
public sealed class HuberLoss<T> : ValueLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A loss of these settings.</summary>
    /// <param name="options">The settings; defaults where not given.</param>
    /// <param name="width">Width to compute at; the widest of the processor where not given.</param>
    public HuberLoss(HuberOptions? options = null, LaneWidth? width = null)
        : base(new PointwiseLoss<T, HuberRule<T>>(new HuberRule<T>(T.CreateTruncating((options ??= new HuberOptions()).Delta)), options.Reduction, width))
    {
    }
}

/// <summary>½ d² or δ (|d| − ½ δ), with d = output − target.</summary>
readonly struct HuberRule<T>(T delta) : IPointRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public L Measure<L>(L output, L target, L parameter, out L slope)
        where L : struct, IVectorLane<L, T>
    {
        var d = output - target;
        L distance = L.Abs(d), most = L.Broadcast(delta), half = L.Constant(0.5);
        slope = L.AtMost(L.AtLeast(d, -most), most);
        return L.SelectLess(distance, most, half * d * d, most * (distance - half * most));
    }
}
