using System;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using Unroll.Networks.Losses;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Threading;
using Unroll.Training.Averaging;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests.Averaging;

public sealed class ExponentialMovingAverageTests
{
    const int Updates = 9;

    // Written out: a weighted mean of all values so far, update i of t with weight dᵗ⁻ⁱ.
    [Theory]
    [InlineData(0.0), InlineData(0.5), InlineData(0.999)]
    public void Average_WithWarmUp_IsTheWeightedMeanOfAllValues(double decay)
    {
        var error = WorstError(new AverageOptions { Decay = decay }, (history, t) =>
        {
            var weights = Enumerable.Range(1, t).Select(i => Math.Pow(decay, t - i)).ToArray();
            return weights.Zip(history, (w, value) => w * value).Sum() / weights.Sum();
        });
        Assert.True(error <= 1e-12, $"worst error {error:G3}");
    }

    [Theory]
    [InlineData(0.0), InlineData(0.5), InlineData(0.999)]
    public void Average_WithoutWarmUp_StartsFromTheFirstValues(double decay)
    {
        var error = WorstError(new AverageOptions { Decay = decay, WarmUp = false }, (history, t) => history.Skip(1).Take(t - 1).Aggregate(history[0], (a, value) => decay * a + (1 - decay) * value));
        Assert.True(error <= 1e-12, $"worst error {error:G3}");
    }

    [Fact]
    public void Update_AtEveryWidth_GivesTheSameBits()
    {
        foreach (var count in new[] { 1, 7, 16, 17, 67, 600 })
        {
            SameBitsAtEveryWidth<float>(count);
            SameBitsAtEveryWidth<double>(count);
        }
    }

    [Theory]
    [InlineData(1), InlineData(255), InlineData(256), InlineData(257), InlineData(1000)]
    public void Exchange_Twice_PutsBackEveryBit(int count)
    {
        var parameters = Numbers.Parameters<float>(count);
        var average = new ExponentialMovingAverage<float>(parameters, new AverageOptions { Decay = 0.5 });
        average.Update();
        Numbers.Normal<float>(count, 7).CopyTo(parameters.Values);
        average.Update();
        var (values, mean, version) = (parameters.Values.ToArray(), average.Values.ToArray(), parameters.Version);
        average.Exchange();
        Assert.True(average.IsExchanged);
        Assert.Equal(mean, parameters.Values.ToArray());
        Assert.Equal(values, average.Values.ToArray());
        Assert.True(parameters.Version > version, "packed copies of the weights would be stale");
        Assert.Contains("call Exchange() once more", Assert.Throws<InvalidOperationException>(average.Update).Message, StringComparison.Ordinal);
        average.Exchange();
        Assert.Equal(values, parameters.Values.ToArray());
        Assert.Equal(mean, average.Values.ToArray());
    }

    [Fact]
    public void Exchange_BeforeTheFirstUpdate_LeavesTheValues()
    {
        var parameters = Numbers.Parameters<float>(5);
        var values = parameters.Values.ToArray();
        var average = new ExponentialMovingAverage<float>(parameters, new AverageOptions());
        average.Exchange();
        Assert.Equal(values, parameters.Values.ToArray());
        average.Exchange();
        Assert.Equal(values, parameters.Values.ToArray());
    }

    [Fact]
    public void Training_WithAnAverage_IsNotChangedByABit()
    {
        var plain = new Rig();
        plain.Run(20);
        var (trainer, values) = Averaged(seed: 1);
        for (var i = 0; i < 20; i++)
        {
            trainer.Step();
            trainer.Average!.Exchange();
            trainer.Average.Exchange();
        }
        Assert.Equal(plain.Values, values());
        Assert.Equal(20, trainer.Average!.Updates);
        Assert.NotEqual(values(), trainer.Average.Values.ToArray());
    }

    [Theory]
    [InlineData(1), InlineData(11)]
    public void Run_SavedAndRestored_EndsWithTheSameAverage(int cut)
    {
        var (whole, _) = Averaged(seed: 1);
        var (first, firstValues) = Averaged(seed: 1);
        var (second, _) = Averaged(seed: 2);
        for (var i = 0; i < 20; i++)
            whole.Step();
        for (var i = 0; i < cut; i++)
            first.Step();
        firstValues().CopyTo(second.Network.Parameters.Values);
        foreach (var (from, to) in first.Optimizer.State.Zip(second.Optimizer.State))
            from.Values.CopyTo(to.Values);
        first.Average!.Values.CopyTo(second.Average!.Values);
        second.Restore(first.State);
        for (var i = cut; i < 20; i++)
            second.Step();
        Assert.Equal(Bits<float>(whole.Average!.Values.Span), Bits<float>(second.Average.Values.Span));
    }

    [Fact]
    public void Step_WithAnAverage_AllocatesNothing()
    {
        var (trainer, _) = Averaged(seed: 1);
        trainer.Step();
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                trainer.Step();
                trainer.Average!.Exchange();
                trainer.Average.Exchange();
            }
        }));
    }

    [Fact]
    public void Trainer_WithAnotherNetworksAverage_IsRefused()
    {
        var network = Rig.NewNetwork();
        var foreign = new ExponentialMovingAverage<float>(Rig.NewNetwork().Parameters, new AverageOptions());
        Assert.Contains("another network", Assert.Throws<ArgumentException>(() => new Trainer<float>(
            network, new MajorityTask(), new SoftmaxCrossEntropy<float>(LossReduction.Sum), new AdamOptions().Create(network.Parameters), new TrainerOptions { Schedule = new ConstantSchedule(1) }, WorkerTeam.Single, foreign)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1), InlineData(1.0), InlineData(double.NaN)]
    public void Decay_OutOfRange_IsRefused(double value) =>
        Assert.StartsWith("Decay is ", Assert.Throws<ArgumentOutOfRangeException>(() => new AverageOptions { Decay = value }).Message, StringComparison.Ordinal);

    static (Trainer<float> Trainer, Func<float[]> Values) Averaged(ulong seed)
    {
        var network = Rig.NewNetwork(seed);
        var average = new ExponentialMovingAverage<float>(network.Parameters, new AverageOptions { Decay = 0.9 });
        var trainer = new Trainer<float>(
            network, new MajorityTask(), new SoftmaxCrossEntropy<float>(LossReduction.Sum), new AdamOptions().Create(network.Parameters), new TrainerOptions { Schedule = new ConstantSchedule(0.02) }, WorkerTeam.Single, average);
        return (trainer, () => network.Parameters.Values.ToArray());
    }

    static double WorstError(AverageOptions options, Func<double[], int, double> plain)
    {
        const int Count = 67;
        var parameters = Numbers.Parameters<double>(Count);
        var average = new ExponentialMovingAverage<double>(parameters, options);
        var history = Enumerable.Range(0, Count).Select(_ => new double[Updates]).ToArray();
        var worst = 0.0;
        for (var t = 1; t <= Updates; t++)
        {
            Numbers.Normal<double>(Count, (ulong)t).CopyTo(parameters.Values);
            average.Update();
            for (var i = 0; i < Count; i++)
            {
                history[i][t - 1] = parameters.Values[i];
                worst = Math.Max(worst, Math.Abs(plain(history[i], t) - average.Values.Span[i]));
            }
        }
        return worst;
    }

    static void SameBitsAtEveryWidth<T>(int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        byte[] Run(LaneWidth width)
        {
            var parameters = Numbers.Parameters<T>(count);
            var average = new ExponentialMovingAverage<T>(parameters, new AverageOptions { Decay = 0.9 }, width);
            for (var t = 1; t <= 4; t++)
            {
                Numbers.Normal<T>(count, (ulong)t).CopyTo(parameters.Values);
                average.Update();
            }
            return Bits<T>(average.Values.Span);
        }
        var plain = Run(LaneWidth.Scalar);
        foreach (var width in new[] { LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512 })
            Assert.Equal(plain, Run(width));
    }

    static byte[] Bits<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();
}
