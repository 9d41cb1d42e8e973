using System.Numerics;
using Unroll.Numerics.Lanes;

namespace Unroll.Networks.Losses;

/// <summary>A loss that compares each output with one value: its formula and its derivative, on a lane of any width.</summary>
interface IPointRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What a target must be, for a message; a finite number unless a rule says otherwise.</summary>
    static virtual string Wanted => "a finite number";

    /// <summary>Whether a target is allowed.</summary>
    static virtual bool Allows(T target) => T.IsFinite(target);

    /// <summary>The loss, and its derivative with respect to the output; both NaN for a NaN.</summary>
    /// <param name="output">What the network wrote.</param>
    /// <param name="target">The value wanted.</param>
    /// <param name="parameter">The column's own parameter, 1 where the loss has none.</param>
    /// <param name="slope">The derivative.</param>
    L Measure<L>(L output, L target, L parameter, out L slope)
        where L : struct, IVectorLane<L, T>;
}
