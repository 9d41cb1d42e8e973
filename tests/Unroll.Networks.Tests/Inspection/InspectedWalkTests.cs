using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Cells;
using Unroll.Networks.Inspection;
using Unroll.Networks.Layers;
using Unroll.Networks.Tests.Layers;
using Unroll.Networks.Verification;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Tests.Inspection;

public sealed class InspectedWalkTests
{
    public static TheoryData<string> Cells => [.. CellCatalog.Names];

    // Everything that an inspection gives, layer by layer, place by place; NaN at padding.
    static List<double> Numbers<T>(Trace<T> trace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = new List<double>();
        foreach (var walk in trace.Inspect())
        {
            for (var place = 0; place < walk.Steps * walk.Batch; place++)
            {
                var (step, row) = Math.DivRem(place, walk.Batch);
                if (!walk.Has(step, row))
                {
                    numbers.Add(double.NaN);
                    continue;
                }
                var gate = new T[walk.Hidden];
                for (var g = 0; g < walk.Cell.Layout.Gates; g++)
                {
                    walk.CopyGate(g, step, row, gate);
                    numbers.AddRange(gate.Select(double.CreateTruncating));
                }
                for (var s = 0; s < walk.Cell.Layout.States; s++)
                {
                    var state = new T[walk.StateWidth(s)];
                    walk.CopyPreviousState(s, step, row, state);
                    numbers.AddRange(state.Select(double.CreateTruncating));
                    walk.CopyState(s, step, row, state);
                    numbers.AddRange(state.Select(double.CreateTruncating));
                }
            }
        }
        return numbers;
    }

    static List<double> Inspect<T>(WalkCase walkCase, Walk walk, TraceMode mode, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var team = new WorkerTeam(threads);
        var network = walkCase.Build<T>(walk, LaneWidths.Widest);
        var trace = network.CreateTrace(walkCase.Steps, walkCase.Batch, mode, team, inputGradients: true, masks: walkCase.Variant.Padding is not null);
        new WalkData<T>(walkCase, network, trace, new RandomStream(3)).Forward();
        return Numbers(trace);
    }

    static void RequireClose(List<double> found, List<double> wanted, double tolerance, string what)
    {
        Assert.Equal(wanted.Count, found.Count);
        Assert.Contains(wanted, number => Math.Abs(number) > 0.1);
        for (var i = 0; i < found.Count; i++)
            Assert.True(found[i].Equals(wanted[i]) || Math.Abs(found[i] - wanted[i]) <= tolerance * (1 + Math.Abs(wanted[i])), $"{what}, number {i}: {found[i]} instead of {wanted[i]}");
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Inspect_OfTheFastWalkWithEveryOption_GivesWhatThePlainWalkKeeps(string cell)
    {
        foreach (var variant in WalkVariants.Of(CellCatalog.Find(cell), projection: 7).Prepend(WalkVariant.Plain))
        {
            // Two layers, a tail of units, rows enough for two threads; the second layer's input is wide.
            var walkCase = new WalkCase(cell, 3, 21, 4, 6, Layers: 2) { Variant = variant };
            foreach (var mode in new[] { TraceMode.Training, TraceMode.Inspection })
            {
                RequireClose(Inspect<double>(walkCase, Walk.Fused, mode, 2), Inspect<double>(walkCase, Walk.Plain, mode, 1), 1e-11, $"{walkCase} {mode} double");
                RequireClose(Inspect<float>(walkCase, Walk.Fused, mode, 2), Inspect<float>(walkCase, Walk.Plain, mode, 1), 2e-4, $"{walkCase} {mode} float");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Inspect_OfEveryDirectionWithPadding_SatisfiesThePrintedEquations(string cell)
    {
        foreach (var kind in new[] { "forward", "reversed", "both", "residual" })
            RequireEquations(cell, kind);
    }

    static void RequireEquations(string cell, string kind)
    {
        const int Width = 18;
        ILayer<double> Make(ParameterPlan plan) => kind switch
        {
            "reversed" => new ReversedLayer<double>(plan, "rnn", cell, Width, Width),
            "both" => new BidirectionalLayer<double>(plan, "rnn", cell, Width, Width),
            "residual" => new ResidualLayer<double>(new RecurrentLayer<double>(plan, "rnn", cell, Width, Width)),
            _ => new RecurrentLayer<double>(plan, "rnn", cell, Width, Width),
        };
        var run = new LayerRun(new LayerCase(cell, Width, (plan, _) => [Make(plan)]), [3, 0, 5, 1, 5], WalkPadding.Inside, mode: TraceMode.Inspection);
        run.Forward();
        var walks = run.Trace.Inspect();
        Assert.Equal(kind == "both" ? ["rnn.forward", "rnn.backward"] : ["rnn"], walks.Select(walk => walk.Name));
        foreach (var walk in walks)
        {
            var equations = new CellInEquations(walk, run.Network.Parameters);
            for (var row = 0; row < run.Batch; row++)
            {
                var places = run.PlacesOf(row).ToArray();
                Assert.Equal(places.Length, Enumerable.Range(0, walk.Steps).Count(step => walk.Has(step, row)));
                var order = walk.IsReversed ? [.. places.Reverse()] : places;
                for (var i = 0; i < order.Length; i++)
                {
                    var before = i == 0 ? null : (int?)(order[i - 1] / run.Batch);
                    equations.Require(order[i] / run.Batch, row, before, run.Input(order[i]));
                }
            }
        }
    }

    [Fact]
    public void Inspect_BetweenThePasses_ChangesNoBitOfTheGradients()
    {
        var layers = new LayerCase("lstm", 3, (plan, _) => [new BidirectionalLayer<double>(plan, "a", "lstm", 3, 9), new RecurrentLayer<double>(plan, "b", "gru", 18, 5)]);
        LayerRun left = new(layers, [3, 5, 2]), right = new(layers, [3, 5, 2]);
        left.Forward();
        var numbers = Numbers(left.Trace);
        left.Backward();
        right.Pass();
        Assert.NotEmpty(numbers);
        Assert.Equal(right.Results(), left.Results());
    }

    static Trace<double> TraceOf(TraceMode mode, out Network<double> network, PinnedNumbers<double> inputs, bool forward = true)
    {
        var plan = new ParameterPlan();
        network = new Network<double>(plan, new RecurrentLayer<double>(plan, "rnn", "lstm", 2, 3));
        network.Initialize(new RandomStream(1));
        var trace = network.CreateTrace(4, 2, mode, WorkerTeam.Single, masks: true);
        if (forward)
            network.Forward(new LayerInput<double>(inputs.As(4, 2, 2)), trace, Unroll.Networks.Sequences.SequenceMask.OfLengths(4, 4, 2));
        return trace;
    }

    [Fact]
    public void Inspect_OfWhatIsNotThere_SaysWhatToDo()
    {
        var inputs = PinnedNumbers<double>.Normal(16, 1);
        Assert.Contains("TraceMode.Inspection", Assert.Throws<InvalidOperationException>(() => TraceOf(TraceMode.Inference, out _, inputs).Inspect()).Message, StringComparison.Ordinal);
        Assert.Contains("run Forward", Assert.Throws<InvalidOperationException>(() => TraceOf(TraceMode.Inspection, out _, inputs, forward: false).Inspect()).Message, StringComparison.Ordinal);
        var trace = TraceOf(TraceMode.Training, out var network, inputs);
        var walk = trace.Inspect()[0];
        var target = new double[3];
        Assert.Contains("padding", Assert.Throws<ArgumentException>(() => walk.CopyGate(0, 3, 1, target)).Message, StringComparison.Ordinal);
        Assert.Contains("expected 3", Assert.Throws<ArgumentException>(() => walk.CopyGate(0, 0, 0, new double[2])).Message, StringComparison.Ordinal);
        Assert.Contains("expected 3", Assert.Throws<ArgumentException>(() => walk.CopyState(1, 0, 0, new double[4])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => walk.CopyGate(4, 0, 0, target));
        Assert.Throws<ArgumentOutOfRangeException>(() => walk.CopyState(2, 0, 0, target));
        Assert.Throws<ArgumentOutOfRangeException>(() => walk.CopyState(0, 4, 0, target));
        Assert.Throws<ArgumentOutOfRangeException>(() => walk.Has(0, 2));
        network.Backward(trace);
        Assert.Contains("between Forward and Backward", Assert.Throws<InvalidOperationException>(() => walk.CopyGate(0, 0, 0, target)).Message, StringComparison.Ordinal);
        walk.CopyState(0, 0, 0, target);   // states stay
        network.Forward(new LayerInput<double>(inputs.As(4, 2, 2)), trace);
        Assert.Contains("anew", Assert.Throws<InvalidOperationException>(() => walk.CopyState(0, 0, 0, target)).Message, StringComparison.Ordinal);
    }

    /// <summary>Holds what was inspected at a place against the cell's printed equations, which read the weights, the input and the state before.</summary>
    sealed class CellInEquations(InspectedWalk<double> walk, Parameters<double> parameters)
    {
        readonly CellDescription _description = CellDescription.Of(walk.Cell);
        readonly Dictionary<string, double[]> _names = new(StringComparer.Ordinal);

        CellLayout Layout => walk.Cell.Layout;

        public void Require(int step, int row, int? stepBefore, double[] input)
        {
            ReadNames(step, row, input);
            if (stepBefore is { } before)
                RequireCarried(before, step, row);
            Assert.Equal(_description.Forward.Count, _description.Forward.Count(line => line.Name.EndsWith('\'')) + _description.Forward.Count(line => walk.Cell.GateNames.Contains(line.Name)));
            foreach (var (name, text) in _description.Forward)
                RequireEqual(new PrintedEquation(text, Named, Multiply).Value(), name, _names[name]);
            // A gate that has no line of its own is the output.
            foreach (var gate in Enumerable.Range(0, Layout.Gates).Where(gate => _description.Forward.All(line => line.Name != walk.Cell.GateNames[gate])))
                RequireEqual(_names["h'"], walk.Cell.GateNames[gate], Gate(gate, step, row));
        }

        double[] Gate(int gate, int step, int row)
        {
            var values = new double[walk.Hidden];
            walk.CopyGate(gate, step, row, values);
            return values;
        }

        double[] State(int state, int step, int row, bool before)
        {
            var values = new double[walk.StateWidth(state)];
            if (before)
                walk.CopyPreviousState(state, step, row, values);
            else
                walk.CopyState(state, step, row, values);
            return values;
        }

        void ReadNames(int step, int row, double[] input)
        {
            _names["x"] = input;
            for (var gate = 0; gate < Layout.Gates; gate++)
                _names[walk.Cell.GateNames[gate]] = Gate(gate, step, row);
            for (var state = 0; state < Layout.States; state++)
            {
                _names[walk.Cell.StateNames[state]] = State(state, step, row, before: true);
                _names[walk.Cell.StateNames[state] + "'"] = State(state, step, row, before: false);
            }
        }

        void RequireCarried(int before, int step, int row)
        {
            for (var state = 0; state < Layout.States; state++)
                Assert.Equal(State(state, before, row, before: false), State(state, step, row, before: true));
        }

        static void RequireEqual(double[] wanted, string name, double[] found)
        {
            Assert.Equal(wanted.Length, found.Length);
            for (var unit = 0; unit < wanted.Length; unit++)
                Assert.True(Math.Abs(wanted[unit] - found[unit]) < 1e-12, $"{name} of unit {unit}: {found[unit]} instead of {wanted[unit]}");
        }

        double[] Named(string name)
        {
            if (_names.TryGetValue(name, out var values))
                return values;
            if (name[0] == 'b')
                return Columns("bias", 0, GateOf(name[1..]));
            var own = walk.Cell.UnitWeightNames.ToList().FindIndex(weight => weight == name || "p" + weight == name);
            return Segment("unit")[own].ToArray();
        }

        int GateOf(string subscript) => subscript.Length == 0 ? 0 : walk.Cell.GateNames.ToList().IndexOf(subscript);

        double[] Multiply(string name, double[] vector)
        {
            var gate = GateOf(name[1..]) - (name[0] == 'R' ? Layout.InputGates : 0);
            var sums = new double[walk.Hidden];
            for (var i = 0; i < vector.Length; i++)
                sums = [.. sums.Zip(Columns(name[0] == 'R' ? "recurrent" : "input", i, gate), (sum, weight) => sum + vector[i] * weight)];
            return sums;
        }

        double[] Columns(string kind, int row, int gate) => Segment(kind)[row].Slice(gate * walk.Hidden, walk.Hidden).ToArray();

        Matrix<double> Segment(string kind) => parameters.ValuesOf(parameters.Segments.Single(segment => segment.Name == $"{walk.Name}.{kind}"));
    }
}
