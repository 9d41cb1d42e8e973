using System.Numerics;
using Unroll.Networks.Initialization;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Tests.Initialization;

/// <summary>A matrix with its memory, filled by an initialiser.</summary>
sealed unsafe class Segment<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Workspace<T> _workspace;

    public Segment(int rows, int columns, IInitializer initializer, RandomStream? random = null)
    {
        var plan = new MemoryPlan();
        var piece = plan.Reserve((long)rows * columns);
        _workspace = new Workspace<T>(plan);
        Values = new Matrix<T>(_workspace[piece], rows, columns, columns);
        _workspace.Span(piece).Fill(T.NaN);
        initializer.Fill(Values, random ?? new RandomStream(1));
        Numbers = _workspace.Span(piece).ToArray();
    }

    public Matrix<T> Values { get; }

    /// <summary>Row by row, copied.</summary>
    public T[] Numbers { get; }

    public double this[int row, int column] => double.CreateTruncating(Values[row][column]);
}
