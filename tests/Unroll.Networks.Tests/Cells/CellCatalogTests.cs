using System;
using System.Linq;
using Unroll.Networks.Cells;

namespace Unroll.Networks.Tests.Cells;

public sealed class CellCatalogTests
{
    [Fact]
    public void Names_OfTheCatalog_AreDifferentAndLowerCase()
    {
        Assert.Equal(CellCatalog.Names.Distinct(), CellCatalog.Names);
        Assert.All(CellCatalog.Names, name => Assert.Matches("^[a-z][a-z0-9-]*$", name));
        Assert.Equal(["elman", "lstm", "gru"], CellCatalog.Names.Take(3));
    }

    [Theory]
    [InlineData("vs-lstm", 1)]
    [InlineData("vs-lstm-report", 1)]
    [InlineData("vs-lstm-peephole", 1)]
    [InlineData("lstm", 0)]
    public void InitialStates_OfTheMemory_AreThePublishedOnes(string cell, double memory) =>
        Assert.Equal([0, memory], CellCatalog.Find(cell).InitialStates);

    [Fact]
    public void Entries_OfTheCatalog_NameEveryGateOnce()
    {
        foreach (var entry in CellCatalog.Entries)
        {
            Assert.Equal(entry.Layout.Gates, entry.GateNames.Count);
            Assert.Equal(entry.GateNames.Distinct(), entry.GateNames);
            Assert.InRange(entry.Layout.States, 1, int.MaxValue);
            Assert.Equal(entry.Layout.States, entry.StateNames.Count);
            Assert.Equal(entry.Layout.States, entry.InitialStates.Count);
            Assert.Equal(entry.Layout.UnitWeights, entry.UnitWeightNames.Count);
            Assert.Equal(entry.UnitWeightNames.Distinct(), entry.UnitWeightNames);
            Assert.Equal(entry.Layout.Gates, entry.StartingBias?.Count ?? entry.Layout.Gates);
            Assert.True(entry.KeepGate is null || entry.GateNames.Contains(entry.KeepGate), entry.Name);
            Assert.True(entry.WriteGate is null || entry.GateNames.Contains(entry.WriteGate), entry.Name);
            Assert.Equal(entry.Name, entry.ToString());
            Assert.Same(entry, CellCatalog.Find(entry.Name));
        }
    }

    [Theory]
    [InlineData("lstmm")]
    [InlineData("LSTM")]
    [InlineData("")]
    public void Find_AnUnknownName_SaysWhatIsKnown(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => CellCatalog.Find(name));
        Assert.StartsWith($"Cell '{name}' is not known. Known: {string.Join(", ", CellCatalog.Names)}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layout_OfAGru_CoversFirstGatesByInputAndLastByState()
    {
        var layout = CellCatalog.Find("gru").Layout;
        Assert.Equal((4, 3, 3), (layout.Gates, layout.GatesFromInput, layout.GatesFromState));
    }

    [Fact]
    public void StartingBias_OfCells_KeepsWhereAnLstmDoes()
    {
        Assert.Equal([0, 1, 0, 0], CellCatalog.Find("lstm").StartingBias);
        Assert.Equal([1, 0, 0], CellCatalog.Find("lstm-coupled").StartingBias);
        Assert.Equal([-1, 0, 0], CellCatalog.Find("lstm-coupled-input").StartingBias);
        Assert.Null(CellCatalog.Find("mgu").StartingBias);
    }

    [Fact]
    public void Check_OfSettingsOfNoSense_IsRefused()
    {
        CellSettings[] refused =
        [
            new() { GateClip = 0 }, new() { MemoryClip = double.NaN }, new() { Gate = new((ActivationKind)17) },
            new() { Candidate = new(ActivationKind.HardSigmoid, 0) }, new() { Output = new(ActivationKind.HardSigmoid, 0.2, double.NaN) },
        ];
        foreach (var settings in refused)
            Assert.Throws<ArgumentOutOfRangeException>(settings.Check);
        CellSettings.Default.Check();
        new CellSettings { Gate = new(ActivationKind.HardSigmoid), GateClip = 3 }.Check();
    }
}
