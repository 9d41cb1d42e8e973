using BenchmarkDotNet.Attributes;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;

namespace Unroll.Benchmarks.Products;

/// <summary>Panels of products as the fused walk uses them.</summary>
[MemoryDiagnoser]
public unsafe class GemmTileBenchmarks
{
    Workspace<float> _memory = null!;
    Reservation _left, _right, _result;

    /// <summary>Rows of the product.</summary>
    [Params(1, 6, 16, 32)]
    public int Rows { get; set; }

    /// <summary>Terms of each sum.</summary>
    [Params(100, 512)]
    public int Depth { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var plan = new MemoryPlan();
        _left = plan.Reserve((long)Rows * (Depth + 16));
        _right = plan.Reserve(64L * Depth);
        _result = plan.Reserve(64L * Rows);
        _memory = new Workspace<float>(plan);
    }

    [Benchmark]
    public void Lane512() => Multiply<Lane512<float>>();

    [Benchmark]
    public void Lane256() => Multiply<Lane256<float>>();

    [Benchmark]
    public void Lane128() => Multiply<Lane128<float>>();

    void Multiply<L>()
        where L : struct, ILane<L, float> =>
        GemmPanel<L, float>.Multiply(new TileLeft<float>(_memory[_left], Depth + 16, 1, Depth, 0), Rows, _memory[_right], 64, 64, Depth, null, 0, _memory[_result], 64);
}
