using System;
using System.Collections.Generic;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;

namespace Unroll.Contracts.Pages;

/// <summary>Every cell has a page whose equations are those that run.</summary>
public sealed class CellPageTests
{
    [SkippableTheory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void Page_OfEveryCell_HasTheEquationsThatRun(string cell)
    {
        var entry = CellCatalog.Find(cell);
        WrittenBlock.Require($"cells/{cell}.md", "equations", CellPage.Of(entry), (begin, end) => CellPage.New(entry, begin, end));
    }

    [Theory, MemberData(nameof(Cells.Names), MemberType = typeof(Cells))]
    public void Description_OfEveryCell_CountsAndNamesTheParametersOfALayer(string cell)
    {
        var plan = new ParameterPlan();
        _ = new RecurrentLayer<float>(plan, "rnn", cell, 5, 7);
        var description = CellDescription.Of(CellCatalog.Find(cell));
        Assert.Equal(plan.Segments.Sum(segment => (long)segment.Rows * segment.Columns), description.Count(5, 7));
        Assert.Equal(plan.Segments.Select(segment => segment.Name).Order(), description.Parameters.Select(parameter => "rnn." + parameter.Name).Order());
    }

    [Theory]
    [InlineData("lstm", "4 H I + 4 H² + 4 H")]
    [InlineData("gru", "3 H I + 3 H² + 4 H")]
    [InlineData("indrnn", "H I + 2 H")]
    [InlineData("lstm-peephole", "4 H I + 4 H² + 7 H")]
    [InlineData("vs-lstm-report", "4 H I + H² + 4 H")]
    public void CountFormula_OfKnownCells_IsTheirs(string cell, string formula) => Assert.Equal(formula, CellDescription.Of(CellCatalog.Find(cell)).CountFormula);

    public static TheoryData<string, string> KnownEquations => new()
    {
        { "elman-relu", "h' = max(W x + R h + b, 0)" },
        { "indrnn", "h' = max(u ⊙ h + W x + b, 0)" },
        { "lstm", "h' = o ⊙ tanh(c')" },
        { "lstm-peephole", "o = σ(po ⊙ c' + Wo x + Ro h + bo)" },
        { "lstm-coupled-input", "c' = (1 − i) ⊙ c + i ⊙ g" },
        { "gru", "m = Rm h + bm" },
        { "gru-reset-before", "n = tanh(Wn x + Rn (r ⊙ h) + bn)" },
        { "vs-lstm-report", "ξ = σ(Wξ x + bξ)" },
        { "vs-lstm-report", "ι = tanh(Wι x + Rι h + bι)" },
        { "vs-lstm", "ζ' = ξ ⊙ ζ + μ ⊙ ι" },
    };

    [Theory, MemberData(nameof(KnownEquations))]
    public void Equations_OfKnownCells_ReadAsTheirPapers(string cell, string equation) =>
        Assert.Contains(equation, CellDescription.Of(CellCatalog.Find(cell)).Forward.Select(line => $"{line.Name} = {line.Text}"));

    public static TheoryData<string, string> KnownGradients => new()
    {
        { "lstm", "d(gate o) = dh ⊙ tanh(c') ⊙ o ⊙ (1 − o)" },
        { "gru", "d(gate m) = d(gate n) ⊙ r" },
        { "gru-reset-before", "d(gate r) = d(r⊙h) ⊙ h ⊙ r ⊙ (1 − r)" },
        { "gru-reset-before", "dh before, directly = dh ⊙ z + d(r⊙h) ⊙ r" },
        { "lstm-peephole", "dpo = d(gate o) ⊙ c'" },
        { "lstm-peephole", "dpi = d(gate i) ⊙ c" },
    };

    [Theory, MemberData(nameof(KnownGradients))]
    public void Gradients_OfKnownCells_ReadAsTheirDerivation(string cell, string equation) =>
        Assert.Contains(equation, CellDescription.Of(CellCatalog.Find(cell)).Backward.Select(line => $"{line.Name} = {line.Text}"));
}
