using System;
using System.Threading;
using Unroll.Experiments.Recipes;

namespace Unroll.Experiments.Tests;

/// <summary>Small recipes and runs that tests start from.</summary>
static class Some
{
    static readonly string[] Tiny =
    [
        "task.count=60", "task.trainCount=40", "task.length=6", "model.hidden=5", "train.batch=8", "train.workers=2", "train.epochs=4", "train.evaluateEvery=2",
    ];

    /// <summary>Three steps an epoch, four epochs, two workers of which one has no batch in the last step.</summary>
    public static Recipe Epochs(params string[] settings) => RecipeReader.Read("parity-report-fixed-6", [.. Tiny, .. settings]);

    /// <summary>Twenty steps of data that never end, with a curriculum and a schedule that remember.</summary>
    public static Recipe Endless(params string[] settings) => RecipeReader.Read("parity",
    [
        "train.steps=20", "train.reportEvery=4", "train.checkpointEvery=6", "train.evaluateEvery=8", "model.hidden=4", "train.batch=4", "task.curriculum.threshold=0.7",
        "train.schedule={\"kind\":\"plateau\",\"stepsPerLook\":2,\"patience\":0,\"factor\":0.9,\"warmUpSteps\":5}", "task.tests=[{\"name\":\"test\",\"length\":9,\"count\":30}]", "expect=[]", .. settings,
    ]);

    public static RunOptions Options(bool resume = false, int threads = 1) => new() { Threads = threads, Resume = resume, ProgressInterval = TimeSpan.Zero };

    public static ExperimentResult Run(Recipe recipe, string folder, bool resume = false, int threads = 1, StepListener? listener = null, CancellationToken stop = default) =>
        Experiment.Create(recipe).Run(folder, Options(resume, threads), listener ?? new StepListener(), stop);

    /// <summary>Asks a run to stop after a step.</summary>
    public static ExperimentResult RunUntil(long step, Recipe recipe, string folder, bool resume = false)
    {
        using var source = new CancellationTokenSource();
        return Run(recipe, folder, resume, listener: new StepListener(done => Cancel(source, done == step)), stop: source.Token);
    }

    /// <summary>Ends a run after a step the way a kill does: nothing is saved, no file is closed in order.</summary>
    public static void KillAfter(long step, Recipe recipe, string folder, bool resume = false)
    {
        var listener = new StepListener(done => _ = done == step ? throw new TimeoutException("killed") : 0);
        Assert.Throws<TimeoutException>(() => Run(recipe, folder, resume, listener: listener));
    }

    static void Cancel(CancellationTokenSource source, bool now)
    {
        if (now)
            source.Cancel();
    }
}
