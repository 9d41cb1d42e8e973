using System;
using System.Numerics;
using System.Runtime.InteropServices;
using Unroll.Networks;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;
using Unroll.Training.Optimizers;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests.Optimizers;

public sealed class OptimizerTests
{
    const double Rate = 0.03;
    const int Updates = 8;   // enough for RAdam to begin to rectify

    // Above the size from which RuleOptimizer uses its team, with a tail.
    static readonly float[] Large = Numbers.Normal<float>(RuleOptimizer<float, SgdOptions, SgdRule<float>>.LeastForTeam + 1003, 11);

    public static TheoryData<string> Names => OptimizerCases.Names;

    [Theory, MemberData(nameof(Names))]
    public void Update_OnDoubles_FollowsThePlainFormula(string name)
    {
        var error = WorstError<double>(name, count: 67);
        Assert.True(error <= 1e-12, $"worst relative error {error:G3}");
    }

    [Theory, MemberData(nameof(Names))]
    public void Update_OnFloats_FollowsThePlainFormulaToRounding(string name)
    {
        var error = WorstError<float>(name, count: 67);
        Assert.True(error <= 2e-5, $"worst relative error {error:G3}");
    }

    [Theory, MemberData(nameof(Names))]
    public void Update_AtEveryWidth_GivesTheSameBits(string name)
    {
        foreach (var count in new[] { 1, 7, 16, 17, 67, 200 })
        {
            SameBitsAtEveryWidth<float>(name, count);
            SameBitsAtEveryWidth<double>(name, count);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Update_OnATeam_GivesTheSameBits(string name)
    {
        var alone = RunLarge(name, null);
        foreach (var threads in new[] { 2, 3, 7 })
        {
            using var team = new WorkerTeam(threads);
            Assert.True(alone.AsSpan().SequenceEqual(RunLarge(name, team)), $"{threads} threads");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Update_AfterTheFirst_AllocatesNothing(string name)
    {
        var parameters = Numbers.Parameters<float>(500);
        var optimizer = OptimizerCases.Options(name).Create(parameters);
        optimizer.Update(parameters, Rate);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            optimizer.Update(parameters, Rate);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory, MemberData(nameof(Names))]
    public void Update_FromRestoredState_GoesOnWithTheSameBits(string name)
    {
        var options = OptimizerCases.Options(name);
        var whole = Numbers.Parameters<float>(67);
        var first = options.Create(whole);
        for (var i = 0; i < 3; i++)
            UpdateOnce(first, whole, i);

        var resumed = Numbers.Parameters<float>(67, seed: 99);
        var second = options.Create(resumed);
        whole.Values.CopyTo(resumed.Values);
        for (var i = 0; i < first.State.Count; i++)
        {
            Assert.Equal(first.State[i].Name, second.State[i].Name);
            first.State[i].Values.CopyTo(second.State[i].Values);
        }
        second.Updates = first.Updates;
        for (var i = 3; i < Updates; i++)
        {
            UpdateOnce(first, whole, i);
            UpdateOnce(second, resumed, i);
        }
        Assert.Equal(Bits<float>(whole.Values), Bits<float>(resumed.Values));
    }

    [Fact]
    public void Update_MarksTheParametersAsChanged()
    {
        var parameters = Numbers.Parameters<float>(3);
        var before = parameters.Version;
        new SgdOptions().Create(parameters).Update(parameters, Rate);
        Assert.True(parameters.Version > before, "packed copies of the weights would be stale");
    }

    [Fact]
    public void Update_OfAnotherNetwork_IsRefused()
    {
        var optimizer = new AdamOptions().Create(Numbers.Parameters<float>(3));
        var refusal = Assert.Throws<ArgumentException>(() => optimizer.Update(Numbers.Parameters<float>(4), Rate));
        Assert.Contains("made for 3 parameters and got 4", refusal.Message, StringComparison.Ordinal);
    }

    // Whatever the gradient's size, Adam's first step is the rate (section 2.1 of the paper).
    [Theory]
    [InlineData(1e-3), InlineData(1.0), InlineData(-250.0)]
    public void Adam_FirstStep_IsTheRate(double gradient)
    {
        var parameters = Numbers.Parameters<double>(1);
        var before = parameters.Values[0];
        parameters.Gradients[0] = gradient;
        new AdamOptions().Create(parameters).Update(parameters, 0.001);
        Assert.Equal(before - 0.001 * Math.Sign(gradient), parameters.Values[0], 1e-7);
    }

    // ρ is 1, 1.99, 2.97, 3.93, 4.88 and 5.82 for β₂ = 0.9 at t = 1 to 6 (ρ∞ = 19): the sixth update is the first that is rectified.
    [Fact]
    public void RAdam_BeforeTheSixthUpdate_IsPlainMomentum()
    {
        var parameters = Numbers.Parameters<double>(1);
        var optimizer = new RAdamOptions { Beta2 = 0.9 }.Create(parameters);
        parameters.Gradients[0] = 250;
        for (var update = 1; update <= 6; update++)
        {
            var before = parameters.Values[0];
            optimizer.Update(parameters, 0.001);
            var step = before - parameters.Values[0];
            if (update < 6)
                Assert.Equal(0.25, step, 1e-12);
            else
                Assert.InRange(step, 1e-6, 0.001);
        }
    }

    [Fact]
    public void Lion_WhereNothingPulls_StaysExactly()
    {
        var parameters = Numbers.Parameters<float>(3, [1.5f, -2f, 0f]);
        new LionOptions().Create(parameters).Update(parameters, 0.1);
        Assert.Equal([1.5f, -2f, 0f], parameters.Values.ToArray());
    }

    // The product of all momenta so far is carried along; a resumed run multiplies it anew and must land on the same bits.
    [Fact]
    public void NAdam_TakenUpLate_GivesTheSameBits()
    {
        var whole = Numbers.Parameters<double>(5);
        var optimizer = new NAdamOptions().Create(whole);
        for (var update = 1; update <= 40; update++)
            UpdateOnce(optimizer, whole, update);
        var taken = Numbers.Parameters<double>(5, whole.Values.ToArray());
        var other = new NAdamOptions().Create(taken);
        for (var i = 0; i < 2; i++)
            optimizer.State[i].Values.CopyTo(other.State[i].Values);
        other.Updates = 40;
        UpdateOnce(optimizer, whole, 41);
        UpdateOnce(other, taken, 41);
        Assert.Equal(Bits<double>(whole.Values), Bits<double>(taken.Values));
    }

    // p = 1, gradient 0.5 throughout, rate 0.1, momentum 0.9: steps 0.05, 0.095, 0.1355 by hand.
    [Fact]
    public void Sgd_WithMomentum_TakesTheStepsWorkedOutByHand()
    {
        var parameters = Numbers.Parameters<double>(1);
        parameters.Values[0] = 1;
        parameters.Gradients[0] = 0.5;
        var optimizer = new SgdOptions { Momentum = 0.9 }.Create(parameters);
        foreach (var expected in new[] { 0.95, 0.855, 0.7195 })
        {
            optimizer.Update(parameters, 0.1);
            Assert.Equal(expected, parameters.Values[0], 1e-15);
        }
    }

    // Many gradients, since only some round the variance to just below zero.
    [Fact]
    public void RmsProp_CentredOnConstantGradients_StaysFinite()
    {
        var parameters = Numbers.Parameters<float>(2000);
        var optimizer = new RmsPropOptions { Centred = true, Alpha = 0.9 }.Create(parameters);
        Numbers.Normal<float>(2000, 5).CopyTo(parameters.Gradients);
        for (var i = 0; i < 300; i++)
            optimizer.Update(parameters, 1e-6);
        Assert.All(parameters.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    static double WorstError<T>(string name, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parameters = Numbers.Parameters<T>(count);
        var optimizer = OptimizerCases.Options(name).Create(parameters);
        var plain = OptimizerCases.Plain(name);
        var values = Array.ConvertAll(parameters.Values.ToArray(), double.CreateChecked);
        var states = new double[count][];
        for (var i = 0; i < count; i++)
            states[i] = new double[3];
        var worst = 0.0;
        for (var update = 1; update <= Updates; update++)
        {
            UpdateOnce(optimizer, parameters, update);
            for (var i = 0; i < count; i++)
            {
                values[i] = plain(values[i], double.CreateChecked(parameters.Gradients[i]), states[i], Rate, update);
                worst = Math.Max(worst, Math.Abs(double.CreateChecked(parameters.Values[i]) - values[i]) / (1 + Math.Abs(values[i])));
            }
        }
        return worst;
    }

    static void SameBitsAtEveryWidth<T>(string name, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plain = Run<T>(name, count, LaneWidth.Scalar);
        foreach (var width in new[] { LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512 })
            Assert.Equal(plain, Run<T>(name, count, width));
    }

    static byte[] Run<T>(string name, int count, LaneWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parameters = Numbers.Parameters<T>(count);
        var optimizer = OptimizerCases.Options(name).Create(parameters, width: width);
        for (var update = 1; update <= Updates; update++)
            UpdateOnce(optimizer, parameters, update);
        return Bits<T>(parameters.Values);
    }

    // Large enough that a team is used at all.
    static byte[] RunLarge(string name, WorkerTeam? team)
    {
        var parameters = Numbers.Parameters<float>(Large.Length, Large);
        var optimizer = OptimizerCases.Options(name).Create(parameters, team);
        for (var update = 1; update <= 3; update++)
        {
            Large.CopyTo(parameters.Gradients);
            optimizer.Update(parameters, Rate);
        }
        return Bits<float>(parameters.Values);
    }

    static void UpdateOnce<T>(IOptimizer<T> optimizer, Parameters<T> parameters, int update)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Numbers.Normal<T>(parameters.Count, 1000 + (ulong)update).CopyTo(parameters.Gradients);
        optimizer.Update(parameters, Rate);
    }

    static byte[] Bits<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();
}
