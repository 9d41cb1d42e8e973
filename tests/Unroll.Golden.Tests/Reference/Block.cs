using System;
using System.Collections.Generic;
using System.Linq;

namespace Unroll.Golden.Reference;

/// <summary>Numbers in a shape, outermost size first, row by row.</summary>
sealed class Block
{
    readonly int[] _shape;
    readonly Number[] _numbers;

    public Block(IEnumerable<int> shape, IEnumerable<double> values)
        : this([.. shape], [.. values.Select(value => (Number)value)])
    {
    }

    Block(int[] shape, Number[] numbers)
    {
        (_shape, _numbers) = (shape, numbers);
        Assert.Equal(shape.Aggregate(1, (product, size) => product * size), numbers.Length);
    }

    /// <summary>Zeros.</summary>
    public static Block Zeros(params int[] shape) => new(shape, Enumerable.Repeat(0.0, shape.Aggregate(1, (product, size) => product * size)));

    public IReadOnlyList<int> Shape => _shape;

    public IEnumerable<Number> Numbers => _numbers;

    public double[] Values => [.. _numbers.Select(number => number.Value)];

    public double[] Gradients => [.. _numbers.Select(number => number.Gradient)];

    /// <summary>The gradients as numbers of their own.</summary>
    public Block Gradient() => new(Shape, Gradients);

    /// <summary>One number; one index for each size.</summary>
    public Number this[params ReadOnlySpan<int> place]
    {
        get => _numbers[Offset(place)];
        set => _numbers[Offset(place)] = value;
    }

    /// <summary>The numbers below a place that is given by its first indices.</summary>
    public Number[] Row(params ReadOnlySpan<int> place)
    {
        var width = _shape.Skip(place.Length).Aggregate(1, (product, size) => product * size);
        return _numbers.AsSpan(OuterOffset(place) * width, width).ToArray();
    }

    /// <summary>Writes the numbers below a place.</summary>
    public void SetRow(Number[] numbers, params ReadOnlySpan<int> place)
    {
        Assert.Equal(_shape.Skip(place.Length).Aggregate(1, (product, size) => product * size), numbers.Length);
        numbers.CopyTo(_numbers, OuterOffset(place) * numbers.Length);
    }

    int Offset(ReadOnlySpan<int> place)
    {
        Assert.Equal(_shape.Length, place.Length);
        return OuterOffset(place);
    }

    int OuterOffset(ReadOnlySpan<int> place)
    {
        var offset = 0;
        for (var i = 0; i < place.Length; i++)
        {
            Assert.InRange(place[i], 0, _shape[i] - 1);
            offset = offset * _shape[i] + place[i];
        }
        return offset;
    }
}
