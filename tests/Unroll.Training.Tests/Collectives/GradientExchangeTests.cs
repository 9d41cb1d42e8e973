using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training.Clipping;
using Unroll.Training.Collectives;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests.Collectives;

public sealed class GradientExchangeTests
{
    const int Least = GradientExchange<float>.LeastBytes / sizeof(float);

    [Theory]
    [InlineData(4 * Least, new[] { 3 * Least, 2 * Least, Least, 0 }, new[] { 3 * Least, 2 * Least, Least, 0 })]
    [InlineData(4 * Least, new[] { 4 * Least, 4 * Least - 1, 2 * Least, 2 * Least, Least - 1, 0 }, new[] { 2 * Least, 0 })]
    [InlineData(Least, new[] { Least / 2, 0 }, new[] { 0 })]
    [InlineData(2 * Least, new[] { 2 * Least, 2 * Least }, new[] { 0 })]
    [InlineData(0, new[] { 0 }, new[] { 0 })]
    public void Pieces_OfALayout_AreLargeEnoughAndCoverAll(int count, int[] finalFrom, int[] starts)
    {
        var spy = new Spy();
        var exchange = new GradientExchange<float>(spy, new float[count], finalFrom);
        for (var step = 0; step < 2; step++)
        {
            spy.Begun.Clear();
            foreach (var first in finalFrom)
                exchange.BecameFinal(first);
            exchange.Complete();
            Assert.Equal(starts.Select((start, i) => (i == 0 ? count : starts[i - 1]) - start), spy.Begun);
        }
        spy.Begun.Clear();
        exchange.Complete();   // a worker without a batch heard nothing, and begins the same
        Assert.Equal(starts.Length, spy.Begun.Count);
    }

    [Fact]
    public void Complete_BeforeTheEnd_BeginsTheRest()
    {
        var spy = new Spy();
        var exchange = new GradientExchange<float>(spy, new float[3 * Least], [2 * Least, Least, 0]);
        exchange.BecameFinal(2 * Least);
        Assert.Equal([Least], spy.Begun);
        exchange.Complete();
        Assert.Equal([Least, Least, Least], spy.Begun);
    }

    [Theory]
    [InlineData(2), InlineData(3)]
    public void Training_WithGradientsOnTheirWay_GivesTheBitsOfOneProcess(int workers)
    {
        var alone = NewTrainer(new SingleProcess(), workers, seed: 1);
        var wanted = Enumerable.Range(0, 6).Select(_ => alone.Step()).ToArray();

        var members = InProcess.Create(workers);
        var late = members.Select(member => new Late(member)).ToArray();
        var trainers = late.Select(member => NewTrainer(member, 1, seed: 1 + (ulong)member.Rank)).ToArray();
        for (var rank = 0; rank < workers; rank++)
        {
            var parameters = trainers[rank].Network.Parameters;
            late[rank].FirstLayer = () => parameters.Gradients[..parameters.Segments[3].Offset].ToArray().Sum(gradient => (double)gradient);
        }
        var reports = new StepReport[workers][];
        Crew.RunThrough(members, member => reports[member.Rank] = [.. Enumerable.Range(0, 6).Select(_ => trainers[member.Rank].Step())]);

        for (var rank = 0; rank < workers; rank++)
        {
            Assert.Equal(wanted, reports[rank]);
            Assert.Equal(Bits(alone), Bits(trainers[rank]));
            // Two of three sums begin while the walk goes on; none where there is no batch, as at the last worker in steps 4 and 5.
            Assert.Equal(rank == workers - 1 ? 4 * 2 : 6 * 2, late[rank].BegunInWalks);
            Assert.Equal(6 * 3, late[rank].Begun);
        }
    }

    [Fact]
    public void Training_WithSeveralBatchesAStep_SumsAtTheEnd()
    {
        var member = new Late(InProcess.Create(1)[0], size: 2);
        var trainer = NewTrainer(member, 1, seed: 1, batches: 2);
        trainer.Step();
        Assert.Equal(0, member.Begun);
    }

    [Fact]
    public void Worker_ThatFailsWithGradientsOnTheirWay_DoesNotLeaveTheOthersWaiting()
    {
        var members = InProcess.Create(2);
        var late = members.Select(member => new Late(member) { FailsAt = member.Rank == 1 ? 3 : -1 }).ToArray();
        var trainers = late.Select(member => NewTrainer(member, 1, seed: 1)).ToArray();
        var failures = Crew.Run(members, member =>
        {
            for (var step = 0; step < 6; step++)
                trainers[member.Rank].Step();
        });
        Assert.IsType<TimeZoneNotFoundException>(failures[1]);
        Assert.Equal("Worker 1 of 2 gave up: the network is down", Assert.IsType<CollectiveAbortedException>(failures[0]).Message);
        Assert.All(trainers, trainer => Assert.Equal(1, trainer.StepsDone));
        Assert.Equal(Bits(trainers[0]), Bits(trainers[1]));
    }

    static byte[] Bits(Trainer<float> trainer) => MemoryMarshal.AsBytes(trainer.Network.Parameters.Values).ToArray();

    // Three layers, each of more than the least piece: 128 units are 525 kB of a second LSTM.
    static Trainer<float> NewTrainer(ICollective collective, int workers, ulong seed, int batches = 1)
    {
        var plan = new ParameterPlan();
        var network = new Network<float>(plan,
            new RecurrentLayer<float>(plan, "0", "lstm", 2, 128), new RecurrentLayer<float>(plan, "1", "lstm", 128, 128), new RecurrentLayer<float>(plan, "2", "gru", 128, 128), new DenseLayer<float>(plan, "out", 128, 2));
        network.Initialize(new RandomStream(seed));
        var all = workers * collective.Size;
        var task = new MajorityTask { LastFullStep = 3, AbsentFrom = Math.Max(1, all - 1) };
        var options = new TrainerOptions { Schedule = new ConstantSchedule(0.01), Clipping = new NormClipping(1), Collective = collective, Workers = workers, Accumulate = batches };
        return new Trainer<float>(network, task, new SoftmaxCrossEntropy<float>(LossReduction.Sum), new AdamOptions().Create(network.Parameters), options, WorkerTeam.Single);
    }

    // Writes down what is begun.
    sealed class Spy : Forwarding
    {
        internal Spy()
            : base(new SingleProcess())
        {
        }

        internal List<int> Begun { get; } = [];

        public override void BeginSum<T>(Memory<T> values) => Begun.Add(values.Length);
    }

    // Sums what was begun as late as may be, from the vectors that it was given: whatever changes in between shows.
    sealed class Late(ICollective inner, int? size = null) : Forwarding(inner)
    {
        readonly List<Memory<float>> _begun = [];
        readonly List<double> _firstLayer = [];
        byte[][] _copies = [];

        public override int Size => size ?? base.Size;

        internal int FailsAt { get; init; } = -1;

        internal int Begun { get; private set; }

        // Sums begun while the first layer's gradients were still to be computed.
        internal int BegunInWalks { get; private set; }

        internal Func<double> FirstLayer { get; set; } = () => 0;

        public override void BeginSum<T>(Memory<T> values)
        {
            Begun++;
            if (Begun == FailsAt + 1)
                throw new TimeZoneNotFoundException("the network is down");
            _begun.Add((Memory<float>)(object)values);
            _firstLayer.Add(FirstLayer());
            _copies = [.. _copies, MemoryMarshal.AsBytes(values.Span).ToArray()];
        }

        public override void CompleteSums()
        {
            var last = FirstLayer();
            BegunInWalks += _firstLayer.Count(sum => sum != last);
            _firstLayer.Clear();
            for (var i = 0; i < _begun.Count; i++)
            {
                Assert.Equal(_copies[i], MemoryMarshal.AsBytes(_begun[i].Span).ToArray());
                Sum(_begun[i].Span);
            }
            _begun.Clear();
            _copies = [];
        }
    }

    // Another collective, whose sums overlap.
    abstract class Forwarding(ICollective inner) : ICollective
    {
        public int Rank => inner.Rank;

        public virtual int Size => inner.Size;

        public bool Overlaps => true;

        public void Sum<T>(Span<T> values)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => inner.Sum(values);

        public virtual void BeginSum<T>(Memory<T> values)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => Sum(values.Span);

        public virtual void CompleteSums()
        {
        }

        public void Broadcast<T>(Span<T> values)
            where T : unmanaged => inner.Broadcast(values);

        public byte[] BroadcastBytes(ReadOnlySpan<byte> bytes) => inner.BroadcastBytes(bytes);

        public IReadOnlyList<byte[]> Gather(ReadOnlySpan<byte> bytes) => inner.Gather(bytes);

        public void RequireSame<T>(ReadOnlySpan<T> values, string what, long step)
            where T : unmanaged => inner.RequireSame(values, what, step);

        public void Abort(Exception reason) => inner.Abort(reason);
    }
}
