using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;

namespace Unroll.Networks.Verification;

/// <summary>Makes a case's layers of something else than a cell of the catalog: of a cell that only a test knows.</summary>
interface IWalkLayers
{
    /// <summary>Gates and states.</summary>
    CellLayout Layout { get; }

    /// <summary>A layer whose traces are recurrent ones.</summary>
    ILayer<T> Make<T>(ParameterPlan plan, string name, int inputs, int hidden, RecurrentOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
