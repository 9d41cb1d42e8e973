using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Shapes;

namespace Unroll.Numerics.Tests.Products;

public sealed unsafe class PackingTests
{
    [Theory]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(64, 64)]
    public void RoundUp_ToAGranule_IsTheNextMultipleOf16(int columns, int expected) => Assert.Equal(expected, Packing<float>.RoundUp(columns));

    [Theory]
    [InlineData(3, 1, 3 * 64)]
    [InlineData(3, 64, 3 * 64)]
    [InlineData(5, 65, 5 * 128)]
    [InlineData(60_000, 60_000, 60_000L * 60_032)]   // does not fit in 32 bits
    public void Count_OfAFactor_IsWholePanels(int depth, int columns, long expected) => Assert.Equal(expected, Packing<float>.Count(depth, columns));

    [Theory]
    [InlineData(3, 5)]
    [InlineData(2, 64)]
    [InlineData(4, 130)]
    public void Pack_OfAMatrixAndOfItsTranspose_GiveTheSamePanels(int depth, int columns)
    {
        var plan = new MemoryPlan();
        var (straight, turned) = (plan.Reserve(depth * columns), plan.Reserve(depth * columns));
        var (first, second) = (plan.Reserve(Packing<float>.Count(depth, columns)), plan.Reserve(Packing<float>.Count(depth, columns)));
        var memory = new Workspace<float>(plan);
        var matrix = new Matrix<float>(memory[straight], depth, columns, columns);
        var transpose = new Matrix<float>(memory[turned], columns, depth, depth);
        for (var k = 0; k < depth; k++)
        {
            for (var column = 0; column < columns; column++)
                matrix[k][column] = transpose[column][k] = 1 + k * columns + column;
        }
        memory.Span(first).Fill(-1);
        memory.Span(second).Fill(-2);
        Packing<float>.Pack(matrix, memory[first]);
        Packing<float>.PackTransposed(transpose, memory[second]);
        Assert.Equal(memory.Span(first).ToArray(), memory.Span(second).ToArray());
        for (var place = 0; place < memory.Span(first).Length; place++)
        {
            var (k, column) = (place / 64 % depth, place / (64 * depth) * 64 + place % 64);
            Assert.Equal(column < columns ? matrix[k][column] : 0, memory.Span(first)[place]);
        }
    }
}
