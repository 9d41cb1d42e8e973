using System;
using System.Linq;
using System.Numerics;
using Unroll.Networks;
using Unroll.Networks.Cells;

namespace Unroll.Golden.Engine;

/// <summary>
/// A layer's parameters between another system's layout and ours. Ours: W <c>[I, gates · H]</c> over the first gates, R over the last, one bias for each gate,
/// weights of single units <c>[P, H]</c>. A gate of theirs that our cell has not (the f of a coupled LSTM) is not read, and its gradient is zero.
/// </summary>
/// <param name="cell">Our cell.</param>
/// <param name="name">Our segments' prefix.</param>
sealed class LayerWeights(CellEntry cell, string name)
{
    // Our GRU keeps the recurrent part of n apart, as its gate m.
    static string NameOf(string ourGate) => ourGate == "m" ? "n" : ourGate;

    int PlaceOf(int gate, ForeignLayer theirs)
    {
        var place = theirs.Gates.ToList().IndexOf(NameOf(cell.GateNames[gate]));
        Assert.True(place >= 0, $"gate '{cell.GateNames[gate]}' of cell '{cell.Name}' is not among {string.Join(", ", theirs.Gates)}");
        return place;
    }

    /// <summary>Writes their weights into our parameters.</summary>
    public void Load<T>(ForeignLayer theirs, Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Visit(theirs, parameters, (ours, their, place) => parameters.Values[ours] += T.CreateChecked(their[place]), isLoading: true);

    /// <summary>Our gradients in their layout.</summary>
    /// <param name="like">The weights.</param>
    /// <param name="parameters">Our parameters.</param>
    /// <param name="gradients">A flat vector like the parameters'.</param>
    public ForeignLayer Gradients<T>(ForeignLayer like, Parameters<T> parameters, double[] gradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var theirs = like.Zeros();
        Visit(theirs, parameters, (ours, their, place) => their[place] = gradients[ours], isLoading: false);
        return theirs;
    }

    // Calls for every pair of a number of ours (its place in the flat vector) and one of theirs. Two of theirs may share one of ours: the biases.
    void Visit<T>(ForeignLayer theirs, Parameters<T> parameters, Action<int, double[], int> visit, bool isLoading)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var segment in parameters.Segments.Where(segment => segment.Name.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            if (isLoading)
                parameters.ValuesOf(segment).Clear();
            var hidden = theirs.Input.Length / theirs.Gates.Count / parameters.Segments.Single(other => other.Name == name + ".input").Rows;
            switch (segment.Name[(name.Length + 1)..])
            {
                case "input": VisitGates(segment, theirs, theirs.Input, 0, hidden, visit); break;
                case "recurrent": VisitGates(segment, theirs, theirs.Recurrent, cell.Layout.InputGates, hidden, visit); break;
                case "bias": VisitBias(segment, theirs, hidden, visit); break;
                case "projection": VisitMatrix(segment, theirs.Projection!, visit); break;
                case "unit": VisitUnits(segment, theirs.Peepholes!, hidden, visit); break;
                default: Assert.Fail($"no golden case says what '{segment.Name}' is"); break;
            }
        }
    }

    void VisitGates(ParameterSegment ours, ForeignLayer theirs, double[] numbers, int firstGate, int hidden, Action<int, double[], int> visit)
    {
        for (var i = 0; i < ours.Count; i++)
        {
            var (row, column) = (i / ours.Columns, i % ours.Columns);
            visit(ours.Offset + i, numbers, (PlaceOf(firstGate + column / hidden, theirs) * hidden + column % hidden) * ours.Rows + row);
        }
    }

    void VisitBias(ParameterSegment ours, ForeignLayer theirs, int hidden, Action<int, double[], int> visit)
    {
        for (var i = 0; i < ours.Count; i++)
        {
            var (gate, place) = (i / hidden, PlaceOf(i / hidden, theirs) * hidden + i % hidden);
            if (gate < cell.Layout.GatesFromInput)
                visit(ours.Offset + i, theirs.InputBias!, place);
            if (gate >= cell.Layout.InputGates)
                visit(ours.Offset + i, theirs.StateBias!, place);
        }
    }

    static void VisitMatrix(ParameterSegment ours, double[] numbers, Action<int, double[], int> visit)
    {
        for (var i = 0; i < ours.Count; i++)
            visit(ours.Offset + i, numbers, i % ours.Columns * ours.Rows + i / ours.Columns);
    }

    // One row of ours for each peephole, by the name's last letter: the gate that it leads to.
    void VisitUnits(ParameterSegment ours, double[] numbers, int hidden, Action<int, double[], int> visit)
    {
        Assert.Equal(ForeignLayer.PeepholeGates.Count(gate => cell.GateNames.Contains(gate)), ours.Rows);
        for (var i = 0; i < ours.Count; i++)
        {
            var place = ForeignLayer.PeepholeGates.ToList().IndexOf(cell.UnitWeightNames[i / hidden][^1..]);
            Assert.True(place >= 0, $"'{cell.UnitWeightNames[i / hidden]}' of cell '{cell.Name}' leads to none of {string.Join(", ", ForeignLayer.PeepholeGates)}");
            visit(ours.Offset + i, numbers, place * hidden + i % hidden);
        }
    }
}
