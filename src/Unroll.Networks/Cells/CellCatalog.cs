using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks.Cells.Functions;
using Unroll.Networks.Initialization;
using Chosen = Unroll.Networks.Cells.Functions.ChosenFunctions<Unroll.Networks.Cells.Functions.Sigmoid, Unroll.Networks.Cells.Functions.Tanh, Unroll.Networks.Cells.Functions.Tanh>;
using Published = Unroll.Networks.Cells.Functions.PublishedFunctions<Unroll.Networks.Cells.Functions.Sigmoid, Unroll.Networks.Cells.Functions.Tanh, Unroll.Networks.Cells.Functions.Tanh>;

namespace Unroll.Networks.Cells;

/// <summary>All built-in cells. A new cell is one file of equations and one line here.</summary>
public static class CellCatalog
{
    /// <summary>Every cell.</summary>
    public static IReadOnlyList<CellEntry> Entries { get; } =
    [
        new Entry<ElmanCell<Published>, ElmanCell<Chosen>>("elman")
        {
            Title = "Elman cell", Source = "Elman 1990", GateNames = ["h"], CanProject = true,
        },
        new Entry<LstmCell<Published>, LstmCell<Chosen>>("lstm")
        {
            Title = "Long short-term memory", Source = "Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000",
            GateNames = ["i", "f", "g", "o"], KeepGate = "f", WriteGate = "i", StartingBias = [0, 1, 0, 0], CanProject = true,
        },
        new Entry<GruCell<Published>, GruCell<Chosen>>("gru")
        {
            Title = "Gated recurrent unit, reset after the product", Source = "Cho et al. 2014, first version", GateNames = ["n", "r", "z", "m"], KeepGate = "z",
        },
        new Entry<ElmanCell<PublishedFunctions<Sigmoid, Relu, Tanh>>, ElmanCell<ChosenFunctions<Sigmoid, Relu, Tanh>>>("elman-relu")
        {
            Title = "Elman cell with rectifiers", Source = "Le, Jaitly and Hinton 2015", GateNames = ["h"], CanProject = true,
        },
        new Entry<ElmanCell<PublishedFunctions<Sigmoid, Sigmoid, Tanh>>, ElmanCell<ChosenFunctions<Sigmoid, Sigmoid, Tanh>>>("elman-sigmoid")
        {
            Title = "Elman cell with sigmoids", Source = "Elman 1990", GateNames = ["h"], CanProject = true,
        },
        new Entry<ElmanCell<PublishedFunctions<Sigmoid, Identity, Tanh>>, ElmanCell<ChosenFunctions<Sigmoid, Identity, Tanh>>>("elman-identity")
        {
            Title = "Linear recurrent cell", Source = "Elman 1990", GateNames = ["h"], CanProject = true,
        },
        new Entry<IndependentCell<PublishedFunctions<Sigmoid, Relu, Tanh>>, IndependentCell<ChosenFunctions<Sigmoid, Relu, Tanh>>>("indrnn")
        {
            Title = "Independently recurrent cell", Source = "Li, Li, Cook, Zhu and Gao 2018", GateNames = ["h"], UnitWeightNames = ["u"], UnitInitializer = new Uniform(0, 1),
        },
        new Entry<IndependentCell<Published>, IndependentCell<Chosen>>("indrnn-tanh")
        {
            Title = "Independently recurrent cell with tanh", Source = "Li, Li, Cook, Zhu and Gao 2018", GateNames = ["h"], UnitWeightNames = ["u"], UnitInitializer = new Uniform(0, 1),
        },
        new Entry<LstmPeepholeCell<Published>, LstmPeepholeCell<Chosen>>("lstm-peephole")
        {
            Title = "LSTM with peepholes", Source = "Gers, Schraudolph and Schmidhuber 2002; Greff et al. 2017",
            GateNames = ["i", "f", "g", "o"], UnitWeightNames = ["i", "f", "o"], KeepGate = "f", WriteGate = "i", StartingBias = [0, 1, 0, 0], CanProject = true,
        },
        new Entry<LstmCoupledCell<Published>, LstmCoupledCell<Chosen>>("lstm-coupled")
        {
            Title = "LSTM that writes what it does not keep (i = 1 − f)", Source = "Greff et al. 2017",
            GateNames = ["f", "g", "o"], KeepGate = "f", StartingBias = [1, 0, 0], CanProject = true,
        },
        new Entry<LstmCoupledInputCell<Published>, LstmCoupledInputCell<Chosen>>("lstm-coupled-input")
        {
            Title = "LSTM that keeps what it does not write (f = 1 − i)", Source = "Greff et al. 2017; ONNX input_forget",
            GateNames = ["i", "g", "o"], WriteGate = "i", StartingBias = [-1, 0, 0], CanProject = true,
        },
        new Entry<LstmPeepholeCoupledCell<Published>, LstmPeepholeCoupledCell<Chosen>>("lstm-peephole-coupled")
        {
            Title = "LSTM with peepholes that writes what it does not keep (i = 1 − f)", Source = "Greff et al. 2017",
            GateNames = ["f", "g", "o"], UnitWeightNames = ["f", "o"], KeepGate = "f", StartingBias = [1, 0, 0], CanProject = true,
        },
        new Entry<LstmPeepholeCoupledInputCell<Published>, LstmPeepholeCoupledInputCell<Chosen>>("lstm-peephole-coupled-input")
        {
            Title = "LSTM with peepholes that keeps what it does not write (f = 1 − i)", Source = "Greff et al. 2017; ONNX input_forget",
            GateNames = ["i", "g", "o"], UnitWeightNames = ["i", "o"], WriteGate = "i", StartingBias = [-1, 0, 0], CanProject = true,
        },
        new Entry<GruResetBeforeCell<Published>, GruResetBeforeCell<Chosen>>("gru-reset-before")
        {
            Title = "Gated recurrent unit, reset before the product", Source = "Cho et al. 2014", GateNames = ["r", "z", "n"], KeepGate = "z",
        },
        new Entry<MinimalGatedCell<Published>, MinimalGatedCell<Chosen>>("mgu")
        {
            Title = "Minimal gated unit", Source = "Zhou, Wu, Zhang and Zhou 2016", GateNames = ["f", "n"], WriteGate = "f",
        },
        new Entry<VsLstmCell<VsLstmWiring.EveryGate, Published>, VsLstmCell<VsLstmWiring.EveryGate, Chosen>>("vs-lstm")
        {
            Title = "Very simple LSTM", Source = "a student report; an LSTM under other names",
            GateNames = ["ξ", "μ", "θ", "ι"], StateNames = ["h", "ζ"], InitialStates = [0, 1], KeepGate = "ξ", WriteGate = "μ", CanProject = true,
        },
        new Entry<VsLstmCell<VsLstmWiring.InputNodeOnly, Published>, VsLstmCell<VsLstmWiring.InputNodeOnly, Chosen>>("vs-lstm-report")
        {
            Title = "Very simple LSTM as the report wired it", Source = "the same report's code",
            GateNames = ["ξ", "μ", "θ", "ι"], StateNames = ["h", "ζ"], InitialStates = [0, 1], KeepGate = "ξ", WriteGate = "μ", CanProject = true,
        },
        new Entry<LstmPeepholeCell<Published>, LstmPeepholeCell<Chosen>>("vs-lstm-peephole")
        {
            Title = "Very simple LSTM with peepholes", Source = "what the same report asks about",
            GateNames = ["μ", "ξ", "ι", "θ"], StateNames = ["h", "ζ"], InitialStates = [0, 1], UnitWeightNames = ["μ", "ξ", "θ"], KeepGate = "ξ", WriteGate = "μ", CanProject = true,
        },
    ];

    /// <summary>The names, in the catalog's order.</summary>
    public static IEnumerable<string> Names => Entries.Select(entry => entry.Name);

    /// <summary>The cell of a name.</summary>
    /// <exception cref="ArgumentException">No cell has this name.</exception>
    public static CellEntry Find(string name) =>
        Entries.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ArgumentException($"Cell '{name}' is not known. Known: {string.Join(", ", Names)}.", nameof(name));

    sealed class Entry<TCell>(string name) : CellEntry(name, TCell.Layout)
        where TCell : struct, ICellMath
    {
        public override bool HasSettings => false;

        internal override TResult Accept<TResult>(ICellVisitor<TResult> visitor) => visitor.Visit<TCell>();

        internal override TResult AcceptSettings<TResult>(ICellVisitor<TResult> visitor) => throw new NotSupportedException($"Cell '{Name}' has no settings.");
    }

    sealed class Entry<TCell, TWithSettings>(string name) : CellEntry(name, TCell.Layout)
        where TCell : struct, ICellMath
        where TWithSettings : struct, ICellMath
    {
        public override bool HasSettings => true;

        internal override TResult Accept<TResult>(ICellVisitor<TResult> visitor) => visitor.Visit<TCell>();

        internal override TResult AcceptSettings<TResult>(ICellVisitor<TResult> visitor) => visitor.Visit<TWithSettings>();
    }
}
