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

    [Fact]
    public void Entries_OfTheCatalog_NameEveryGateOnce()
    {
        foreach (var entry in CellCatalog.Entries)
        {
            Assert.Equal(entry.Layout.Gates, entry.GateNames.Count);
            Assert.Equal(entry.GateNames.Distinct(), entry.GateNames);
            Assert.InRange(entry.Layout.States, 1, int.MaxValue);
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
}
