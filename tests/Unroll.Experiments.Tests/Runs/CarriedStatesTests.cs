using System;
using System.Linq;
using Unroll.Experiments.Groups;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Networks.Losses;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Batching;
using Unroll.Training.Collectives;
using Unroll.Training.Optimizers;
using Unroll.Training.Schedules;
using Unroll.Training.Streams;

namespace Unroll.Experiments.Tests.Runs;

/// <summary>The states that rows go on from are part of a checkpoint.</summary>
public sealed class CarriedStatesTests
{
    static Trainer<float> NewTrainer(int rows = 2)
    {
        var random = new RandomStream(3);
        var symbols = Enumerable.Range(0, 41).Select(_ => random.NextInt32(3)).ToArray();
        var documents = new SequenceDataset<float>(SequenceInputs<float>.OfSymbols([symbols[..^1]], 3), SequenceTargets<float>.OfStepClasses([symbols[1..]], 3));
        var plan = new ParameterPlan();
        var network = new Network<float>(plan, new RecurrentLayer<float>(plan, "rnn", "lstm", 3, 5), new DenseLayer<float>(plan, "out", 5, 3));
        network.Initialize(new RandomStream(1));
        return new(network, new StreamTask<float>(documents, new StreamOptions { Rows = rows, Length = 4, Workers = 2 }), new SoftmaxCrossEntropy<float>(LossReduction.Mean),
            new AdamOptions().Create(network.Parameters), new TrainerOptions { Schedule = new ConstantSchedule(0.01), Workers = 2 }, WorkerTeam.Single);
    }

    static string Save(TemporaryFolder folder, Recipe recipe, Trainer<float> trainer)
    {
        Some.RunUntil(1, recipe, folder["run"]);   // for a folder and a log
        using var log = new RunLog(RunFolder.Open(folder["run"]), TimeProvider.System);
        Checkpoint.Save(folder["states.safetensors"], recipe, trainer, new RunGroup<float>(new SingleProcess(), trainer).GatherStates(), new RunMemory().Save(), log);
        return folder["states.safetensors"];
    }

    [Fact]
    public void Restore_InTheMiddleOfADocument_GoesOnWithTheSameBits()
    {
        using var folder = new TemporaryFolder();
        var (whole, second) = (NewTrainer(), NewTrainer());
        whole.Step();
        whole.Step();
        var checkpoint = Checkpoint.Read(Save(folder, Some.Epochs(), whole));
        Resumption.Restore(checkpoint, second, new RunMemory());
        for (var step = 0; step < 5; step++)
            Assert.Equal(whole.Step(), second.Step());
        Assert.Equal(whole.Network.Parameters.Values.ToArray(), second.Network.Parameters.Values.ToArray());
    }

    [Fact]
    public void Restore_IntoAnotherNumberOfStreams_IsRefusedAndNothingChanges()
    {
        using var folder = new TemporaryFolder();
        var (whole, other) = (NewTrainer(), NewTrainer(rows: 3));
        whole.Step();
        var checkpoint = Checkpoint.Read(Save(folder, Some.Epochs(), whole));
        var before = other.Network.Parameters.Values.ToArray();
        var error = Assert.Throws<RunException>(() => checkpoint.Restore(other));
        Assert.Contains("'states.0' is F32 [22], the model needs F32 [33]; nothing was changed.", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, other.Network.Parameters.Values.ToArray());
    }
}
