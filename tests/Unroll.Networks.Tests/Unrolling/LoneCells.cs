using System;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;
using Unroll.Networks.Unrolling;
using Unroll.Networks.Verification;
using Unroll.Numerics.Memory;

namespace Unroll.Networks.Tests.Unrolling;

/// <summary>Layers of a cell that only these tests know, on the plain walk.</summary>
sealed class LoneCells<TCell>(string name) : IWalkLayers
    where TCell : struct, ICellMath
{
    public CellEntry Entry { get; } = new LoneEntry(name)
    {
        Title = name,
        Source = "these tests",
        GateNames = [.. Enumerable.Range(0, TCell.Layout.Gates).Select(gate => $"gate{gate}")],
        UnitWeightNames = [.. Enumerable.Range(0, TCell.Layout.UnitWeights).Select(weight => $"weight{weight}")],
    };

    public CellLayout Layout => TCell.Layout;

    public ILayer<T> Make<T>(ParameterPlan plan, string name, int inputs, int hidden, RecurrentOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new LoneLayer<T>(plan, name, Entry, inputs, hidden, options);

    sealed class LoneEntry(string name) : CellEntry(name, TCell.Layout)
    {
        public override bool HasSettings => true;

        internal override TResult Accept<TResult>(ICellVisitor<TResult> visitor) => visitor.Visit<TCell>();

        internal override TResult AcceptSettings<TResult>(ICellVisitor<TResult> visitor) => visitor.Visit<TCell>();
    }

    // What RecurrentLayer is for the catalog's cells.
    sealed class LoneLayer<T> : ILayer<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        readonly RecurrentSetup<T> _setup;
        readonly ParameterSegment?[] _segments;
        Parameters<T>? _parameters;

        public LoneLayer(ParameterPlan plan, string name, CellEntry entry, int inputs, int hidden, RecurrentOptions options)
        {
            var layout = entry.Layout;
            _setup = new(entry, new(layout, inputs, hidden, hidden), options, () => Views(gradients: false), () => Views(gradients: true), () => _parameters!.Version);
            var units = _setup.UnitRows.Count(row => row >= 0);
            _segments =
            [
                plan.Add(name + ".input", inputs, layout.GatesFromInput * hidden, new Uniform(-1, 1)),
                layout.GatesFromState > 0 ? plan.Add(name + ".recurrent", hidden, layout.GatesFromState * hidden, new Uniform(-1, 1)) : null,
                options.HasBias ? plan.Add(name + ".bias", 1, layout.Gates * hidden, new Uniform(-1, 1)) : null,
                units > 0 ? plan.Add(name + ".unit", units, hidden, new Uniform(-1, 1)) : null,
                options.LayerNormalization ? plan.Add(name + ".gain", 1, layout.Gates * hidden, new Uniform(0.5, 1.5)) : null,
                null,
                options.InitialStates == InitialStates.Learnt ? plan.Add(name + ".initial", layout.States, hidden, new Uniform(-1, 1)) : null,
            ];
        }

        public int InputWidth => _setup.Shape.Inputs;

        public int OutputWidth => _setup.Shape.Outputs;

        public void Bind(Parameters<T> parameters) => _parameters = parameters;

        public LayerTrace<T> Plan(MemoryPlan plan, TraceShape shape)
        {
            var trace = new PlainUnroller<TCell, T>(_setup);
            trace.Plan(plan, shape);
            return trace;
        }

        RecurrentWeights<T> Views(bool gradients)
        {
            var views = Array.ConvertAll(_segments, segment => segment is null ? default : gradients ? _parameters!.GradientsOf(segment) : _parameters!.ValuesOf(segment));
            return new(views[0], views[1], views[2], views[3], views[4], views[5], views[6]);
        }
    }
}
