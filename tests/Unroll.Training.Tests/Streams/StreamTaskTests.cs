using System;
using System.Linq;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;
using Unroll.Training.Batching;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Streams;
using Unroll.Training.Tests.Support;

namespace Unroll.Training.Tests.Streams;

/// <summary>Training over windows with carried states: what it carries, what it does not, and that it can be taken up anywhere.</summary>
public sealed class StreamTaskTests
{
    static Trainer<double> NewTrainer(StreamOptions options, ILoss<double>? loss = null, SequenceDataset<double>? documents = null, IOptimizer<double>? optimizer = null, int accumulate = 1)
    {
        var network = Documents.NewNetwork("lstm", new() { InitialStates = Networks.Layers.InitialStates.Learnt }, layers: 2);
        return new Trainer<double>(network, new StreamTask<double>(documents ?? Documents.New(), options), loss ?? Documents.Loss, optimizer ?? new AdamOptions().Create(network.Parameters),
            new TrainerOptions { Schedule = new ConstantSchedule(0.05), Workers = options.Workers, Accumulate = accumulate }, WorkerTeam.Single);
    }

    public static TheoryData<int, int, int, int, int> Shapes => new() { { 2, 4, 4, 1, 1 }, { 1, 3, 1, 2, 1 }, { 3, 5, 2, 1, 1 }, { 7, 4, 4, 1, 1 }, { 2, 3, 3, 1, 3 } };

    [Theory, MemberData(nameof(Shapes))]
    public void Restore_InTheMiddleOfDocuments_GoesOnWithTheSameBits(int rows, int length, int stride, int workers, int accumulate)
    {
        var options = new StreamOptions { Rows = rows, Length = length, Stride = stride, Workers = workers };
        var (whole, second) = (NewTrainer(options, accumulate: accumulate), NewTrainer(options, accumulate: accumulate));
        whole.Step();
        whole.Network.Parameters.Values.CopyTo(second.Network.Parameters.Values);
        foreach (var (from, to) in whole.Optimizer.State.Zip(second.Optimizer.State))
            from.Values.CopyTo(to.Values);
        foreach (var (from, to) in whole.CarriedStates.Zip(second.CarriedStates))
        {
            var states = new double[from.Count];
            from.Save(states);
            to.Load(states);
        }
        second.Restore(whole.State);
        for (var step = 0; step < 2 * whole.StepsPerEpoch; step++)
            Assert.Equal(whole.Step(), second.Step());
        Assert.Equal(whole.Network.Parameters.Values.ToArray(), second.Network.Parameters.Values.ToArray());
    }

    [Fact]
    public void Restore_WithoutTheStates_GivesOtherBits()
    {
        var options = new StreamOptions { Rows = 2, Length = 4 };
        var (whole, second) = (NewTrainer(options, optimizer: new KeptGradients<double>()), NewTrainer(options, optimizer: new KeptGradients<double>()));
        whole.Step();
        second.Restore(whole.State);
        Assert.NotEqual(whole.Step().Loss, second.Step().Loss);
    }

    [Fact]
    public void Step_ThatFails_LeavesTheStatesAsTheyWere()
    {
        var options = new StreamOptions { Rows = 2, Length = 4 };
        var loss = new FailingLoss();
        var (whole, broken) = (NewTrainer(options), NewTrainer(options, loss));
        whole.Step();
        broken.Step();
        loss.Fails = true;
        Assert.Throws<InvalidOperationException>(() => broken.Step());
        loss.Fails = false;
        for (var step = 0; step < 5; step++)
            Assert.Equal(whole.Step(), broken.Step());
    }

    [Fact]
    public void Step_AfterADocumentsBorder_KnowsNothingOfTheOneBefore()
    {
        var options = new StreamOptions { Rows = 1, Length = 4 };
        var (one, other) = (NewTrainer(options, optimizer: new KeptGradients<double>()), NewTrainer(options, documents: Documents.New(first: 1), optimizer: new KeptGradients<double>()));
        for (var step = 0; step < one.StepsPerEpoch; step++)
        {
            var (a, b) = (one.Step(), other.Step());
            if (step < 3)
                Assert.NotEqual(a.Loss, b.Loss);   // nine steps of the first document in windows of 4, 4 and 1
            else
                Assert.Equal(a with { }, b);
        }
        Assert.Equal(one.Step().Step, one.StepsPerEpoch + 1);
    }

    [Fact]
    public void Step_OfASecondEpoch_StartsAnew()
    {
        var trainer = NewTrainer(new StreamOptions { Rows = 2, Length = 4 }, optimizer: new KeptGradients<double>());
        var first = trainer.Step();
        for (var step = 1; step < trainer.StepsPerEpoch; step++)
            trainer.Step();
        Assert.Equal(first with { Step = trainer.StepsPerEpoch + 1, Epoch = 1 }, trainer.Step());
    }

    [Fact]
    public void CarriedStates_SetByHand_AreWhereTheNextStepStarts()
    {
        var options = new StreamOptions { Rows = 2, Length = 4 };
        var (one, other) = (NewTrainer(options, optimizer: new KeptGradients<double>()), NewTrainer(options, optimizer: new KeptGradients<double>()));
        one.Step();
        other.Step();
        var row = new double[other.CarriedStates[0].Width];
        other.CarriedStates[0].CopyTo(0, row);
        row[0] += 0.5;
        other.CarriedStates[0].Set(0, row);
        Assert.NotEqual(one.Step().Loss, other.Step().Loss);
    }

    [Fact]
    public void Step_AfterTheFirst_AllocatesNothing()
    {
        foreach (var stride in (int[])[1, 3])
        {
            var trainer = NewTrainer(new StreamOptions { Rows = 2, Length = 3, Stride = stride });
            for (var step = 0; step < trainer.StepsPerEpoch; step++)
                trainer.Step();
            Assert.Equal(0, AllocatedBytes.Least(() => trainer.Step()));
        }
    }

    [Fact]
    public void Evaluate_InWindows_IsTheLossOfWholeDocuments()
    {
        var network = Documents.NewNetwork("gru");
        var documents = Documents.New();
        LossMetric<double>[] metrics = [new(Documents.Loss)];
        new DatasetPass<double>(network, documents, WorkerTeam.Single).Measure(metrics);
        var whole = metrics[0].Value;
        var task = new StreamTask<double>(documents, new StreamOptions { Rows = 1, Length = 4, Stride = 2 }, documents, metrics);
        var found = task.Evaluate(network, WorkerTeam.Single);
        Assert.Equal(task.MetricNames, found.Keys);
        Assert.Equal(whole, found["validation.loss"], 1e-12);
    }

    [Fact]
    public void Evaluate_OfLayersWithoutStates_IsTheLossOfWholeDocumentsAndTheyTrain()
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan,
            new NormalizationLayer<double>(plan, "norm", Documents.Inputs), new ResidualLayer<double>(new RecurrentLayer<double>(plan, "rnn", "gru", Documents.Inputs, Documents.Inputs)),
            new DropoutLayer<double>(Documents.Inputs, 0.2), new DropoutLayer<double>(Documents.Inputs, 0.2, alikeAtAllSteps: true), new DenseLayer<double>(plan, "out", Documents.Inputs, Documents.Classes));
        network.Initialize(new RandomStream(2));
        LossMetric<double>[] metrics = [new(Documents.Loss)];
        new DatasetPass<double>(network, Documents.New(), WorkerTeam.Single).Measure(metrics);
        var whole = metrics[0].Value;
        var task = new StreamTask<double>(Documents.New(), new StreamOptions { Rows = 1, Length = 4 }, Documents.New(), metrics);
        Assert.Equal(whole, task.Evaluate(network, WorkerTeam.Single)["validation.loss"], 1e-12);
        var trainer = new Trainer<double>(network, task, Documents.Loss, new AdamOptions().Create(network.Parameters), new TrainerOptions { Schedule = new ConstantSchedule(0.05) }, WorkerTeam.Single);
        for (var step = 0; step < 20 * trainer.StepsPerEpoch; step++)
            trainer.Step();
        Assert.InRange(task.Evaluate(network, WorkerTeam.Single)["validation.loss"], 0, 0.95 * whole);
    }

    [Fact]
    public void Constructor_OfWhatCannotBe_SaysWhy()
    {
        var inputs = Documents.New().Inputs;
        var once = new SequenceDataset<double>(inputs, SequenceTargets<double>.OfClasses([0, 1, 2]));
        Assert.StartsWith("The documents have one target each; windows need a target at each step.", Assert.Throws<ArgumentException>(() => new StreamTask<double>(once)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The documents have no targets;", Assert.Throws<ArgumentException>(() => new StreamTask<double>(new SequenceDataset<double>(inputs))).Message, StringComparison.Ordinal);
        Assert.StartsWith("Windows of 3 steps that move on by 4 would pass over some steps;", Assert.Throws<ArgumentException>(() => new StreamTask<double>(Documents.New(), new() { Length = 3, Stride = 4 })).Message, StringComparison.Ordinal);
    }

    sealed class FailingLoss : ILoss<double>
    {
        internal bool Fails { get; set; }

        public LossReduction Reduction => LossReduction.Sum;

        public LossValue Measure(Sequence<double> outputs, LossTargets<double> targets, Sequence<double> outputGradients) =>
            Fails ? throw new InvalidOperationException("as asked") : Documents.Loss.Measure(outputs, targets, outputGradients);
    }
}
