using System;
using System.Linq;
using Unroll.Networks.Initialization;
using Unroll.Networks.Layers;

namespace Unroll.Networks.Tests;

public sealed class ParametersTests
{
    static readonly Zeros s_zeros = new();

    [Fact]
    public void Plan_WithANameTwice_SaysWhichAndWhatToDo()
    {
        var plan = new ParameterPlan();
        plan.Add("a.weight", 2, 3, s_zeros);
        var error = Assert.Throws<ArgumentException>(() => plan.Add("a.weight", 1, 1, s_zeros));
        Assert.Equal("A parameter named 'a.weight' is there already; give the layers different names. (Parameter 'name')", error.Message);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 5)]
    public void Plan_OfAnEmptySegment_IsRefused(int rows, int columns) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterPlan().Add("a", rows, columns, s_zeros));

    [Theory]
    [InlineData(65_536, 65_536)]   // 0 in 32 bits
    [InlineData(100_000, 100_000)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Plan_OfMoreThanAVectorHolds_IsRefused(int rows, int columns)
    {
        var error = Assert.Throws<InsufficientMemoryException>(() => new ParameterPlan().Add("a", rows, columns, s_zeros));
        Assert.Contains("Use fewer units or inputs.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_WhoseSegmentsTogetherAreTooMany_IsRefused()
    {
        var plan = new ParameterPlan();
        plan.Add("a", 40_000, 40_000, s_zeros);
        Assert.Throws<InsufficientMemoryException>(() => plan.Add("b", 40_000, 40_000, s_zeros));
    }

    [Fact]
    public void Segments_OfANetwork_LieSideBySideInNamedOrder()
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "rnn", "gru", 3, 5), new DenseLayer<float>(plan, "out", 5, 2));
        Assert.Equal(["rnn.input [3, 15]", "rnn.recurrent [5, 15]", "rnn.bias [1, 20]", "out.weight [5, 2]", "out.bias [1, 2]"],
            network.Parameters.Segments.Select(segment => $"{segment.Name} [{segment.Rows}, {segment.Columns}]"));
        var offset = 0;
        foreach (var segment in network.Parameters.Segments)
        {
            Assert.Equal(offset, segment.Offset);
            offset += segment.Count;
        }
        Assert.Equal(offset, network.Parameters.Count);
        Assert.Equal(offset, network.Parameters.Values.Length);
        Assert.Equal(offset, network.Parameters.Gradients.Length);
    }

    [Fact]
    public void ValuesOf_ASegment_AreThePlaceInTheFlatVector()
    {
        var plan = new ParameterPlan();
        plan.Add("a", 2, 3, s_zeros);
        var second = plan.Add("b", 2, 2, s_zeros);
        var parameters = new Parameters<double>(plan);
        parameters.ValuesOf(second)[1][0] = 7;
        parameters.GradientsOf(second)[0][1] = 8;
        Assert.Equal(7, parameters.Values[6 + 2]);
        Assert.Equal(8, parameters.Gradients[6 + 1]);
    }

    [Fact]
    public void MarkChanged_RaisesTheVersion()
    {
        var parameters = new Parameters<float>(new ParameterPlan());
        var before = parameters.Version;
        parameters.MarkChanged();
        Assert.Equal(before + 1, parameters.Version);
    }

    [Fact]
    public void View_OfASegmentOfALargerPlan_IsRefused()
    {
        var plan = new ParameterPlan();
        plan.Add("a", 2, 3, s_zeros);
        var parameters = new Parameters<float>(plan);
        var other = new ParameterPlan();
        other.Add("first", 2, 2, s_zeros);
        var foreign = other.Add("second", 1, 3, s_zeros);
        var error = Assert.Throws<ArgumentException>(() => { parameters.ValuesOf(foreign); });
        Assert.StartsWith("'second' has 1 × 3 numbers from 4, and these parameters hold 6;", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => { parameters.GradientsOf(foreign); });
        Assert.Throws<ArgumentException>(() => { parameters.ValuesOf(foreign with { Offset = -1 }); });
        Assert.Throws<ArgumentException>(() => { parameters.ValuesOf(foreign with { Offset = 0, Rows = 65_536, Columns = 65_536 }); });   // 0 in 32 bits
    }
}
