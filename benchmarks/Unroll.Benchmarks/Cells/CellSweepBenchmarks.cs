using BenchmarkDotNet.Attributes;
using Unroll.Networks.Cells;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Published = Unroll.Networks.Cells.Functions.PublishedFunctions<Unroll.Networks.Cells.Functions.Sigmoid, Unroll.Networks.Cells.Functions.Tanh, Unroll.Networks.Cells.Functions.Tanh>;

namespace Unroll.Benchmarks.Cells;

/// <summary>A cell's equations over 1,600 rows of 16 units: nanoseconds for one unit are the time divided by 25,600.</summary>
[MemoryDiagnoser]
public unsafe class CellSweepBenchmarks
{
    const int Rows = 1600, Units = 16, States = 2;
    Workspace<float> _memory = null!;
    Reservation _gates, _previous, _next, _gradients;

    [GlobalSetup]
    public void SetUp()
    {
        var plan = new MemoryPlan();
        _gates = plan.Reserve(Rows * Units * 4);
        _previous = plan.Reserve(Rows * Units * States);
        _next = plan.Reserve(Rows * Units * States);
        _gradients = plan.Reserve(3L * Rows * Units * States);
        _memory = new Workspace<float>(plan);
    }

    [Benchmark]
    public void LstmForward() => Forward<LstmCell<Published>>();

    [Benchmark]
    public void LstmBackward() => Backward<LstmCell<Published>>();

    [Benchmark]
    public void GruForward() => Forward<GruCell<Published>>();

    [Benchmark]
    public void GruBackward() => Backward<GruCell<Published>>();

    SweepRow<float> Row(int row) =>
        new(_memory[_gates] + row * Units * 4, Units, _memory[_previous] + row * Units, _memory[_next] + row * Units, Rows * Units, default);

    void Forward<TCell>()
        where TCell : struct, ICellMath
    {
        for (var row = 0; row < Rows; row++)
            UnitSweep<TCell, MainPart, Lane512<float>, float>.Forward(Row(row));
    }

    void Backward<TCell>()
        where TCell : struct, ICellMath
    {
        var gradients = _memory[_gradients];
        for (var row = 0; row < Rows; row++)
        {
            UnitSweep<TCell, MainPart, Lane512<float>, float>.Backward(Row(row), new SweepGradients<float>(
                gradients + row * Units, gradients + (2 * Rows + row) * Units, gradients + (4 * Rows + row) * Units, Rows * Units));
        }
    }
}
