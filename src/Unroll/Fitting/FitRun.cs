using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using Unroll.Networks;
using Unroll.Networks.Losses;
using Unroll.Networks.Translation;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Batching;
using Unroll.Training.Clipping;
using Unroll.Training.Schedules;
using Unroll.Training.Translation;

namespace Unroll;

/// <summary>One fit: the trainer, what it validates on, and the best weights so far.</summary>
sealed class FitRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Parameters<T> _parameters;
    readonly FitOptions _options;
    readonly WorkerTeam _team;
    readonly Trainer<T> _trainer;
    readonly FitValidation<T>? _validation;
    readonly List<EpochReport> _epochs = [];
    T[]? _best;
    int _bestEpoch;

    FitRun(Network<T> network, ITask<T> task, ILoss<T> loss, FitOptions options, RandomStream seed, Func<WorkerTeam, FitValidation<T>?> validation)
    {
        (_parameters, _options) = (network.Parameters, options);
        var trainer = new TrainerOptions
        {
            Schedule = options.Schedule ?? new ConstantSchedule(options.Rate),
            Clipping = options.ClipNorm > 0 ? new NormClipping(options.ClipNorm) : new NoClipping(),
            NoiseSeed = seed.Split("noise").NextUInt64(),
            Sampling = options.Sampling,
        };
        _team = new WorkerTeam(options.Threads);
        try
        {
            _trainer = new Trainer<T>(network, task, loss, options.Optimizer.Create(_parameters, _team), trainer, _team);
            _validation = validation(_team);
        }
        catch
        {
            _team.Dispose();
            throw;
        }
    }

    /// <summary>A network on a data set.</summary>
    public static FitRun<T> Of(Network<T> network, SequenceDataset<T> data, FitOptions options)
    {
        var answer = FitChecks.RequireFit(network, data, options);
        var seed = new RandomStream(options.Seed);
        var (training, validating) = options.ValidationShare > 0 ? data.Split(options.ValidationShare, seed.Split("validation").NextUInt64()) : (data, null);
        var dataset = new DatasetOptions { Batching = Batching(options), Seed = seed.Split("order").NextUInt64(), Answer = answer, OutputWidth = network.OutputWidth };
        var loss = LossOf(options, data.Targets!.AreValues);
        return new(network, new DatasetTask<T>(training, dataset), loss, options, seed,
            team => validating is null ? null : new FitValidation<T>(new DatasetPass<T>(network, validating, team, dataset.Batching, answer).Measure, loss, !data.Targets.AreValues));
    }

    /// <summary>An encoder-decoder on pairs.</summary>
    public static FitRun<T> Of(EncoderDecoder<T> model, SequencePairs<T> pairs, FitOptions options, TranslationOptions symbols)
    {
        FitChecks.RequirePatience(options);
        var seed = new RandomStream(options.Seed);
        var (training, validating) = options.ValidationShare > 0 ? pairs.Split(options.ValidationShare, seed.Split("validation").NextUInt64()) : (pairs, null);
        var translation = symbols with { Batching = Batching(options), Seed = seed.Split("order").NextUInt64(), Workers = 1 };
        if (!pairs.Targets.AreSymbols)
            translation = translation with { OutputWidth = model.Decoder.OutputWidth };
        var loss = LossOf(options, !pairs.Targets.AreSymbols);
        return new(model.Decoder, new TranslationTask<T>(training, translation), loss, options, seed,
            team => validating is null ? null : new FitValidation<T>(new TranslationMeasure<T>(model, validating, translation, team).Measure, loss, pairs.Targets.AreSymbols));
    }

    // Padding costs memory but hardly time; fuller batches of more lengths learn better than small ones of one.
    static BatchingOptions Batching(FitOptions options) => new() { MostRows = options.Batch, MostPadding = 0.5 };

    static ILoss<T> LossOf(FitOptions options, bool hasValues) => (options.Loss ?? (hasValues ? new SquaredErrorOptions() : new CrossEntropyOptions())).Create<T>();

    public FitHistory Run(CancellationToken cancellation)
    {
        try
        {
            var end = FitEnd.Epochs;
            while (_epochs.Count < _options.Epochs && end == FitEnd.Epochs)
                end = Epoch(cancellation);
            return new FitHistory(_epochs, _bestEpoch, end);
        }
        finally
        {
            KeepBest();
        }
    }

    public void Dispose() => _team.Dispose();

    FitEnd Epoch(CancellationToken cancellation)
    {
        double loss = 0, weight = 0, rate = 0;
        for (var step = 0; step < _trainer.StepsPerEpoch; step++)
        {
            if (cancellation.IsCancellationRequested)
                return FitEnd.Cancelled;
            var report = _trainer.Step();
            loss += report.LossPerTarget * report.Weight;
            weight += report.Weight;
            rate = report.Rate;
        }
        _trainer.RequireFinite();
        Report(weight == 0 ? 0 : loss / weight, rate);
        var worse = _epochs.Count - _bestEpoch;
        return cancellation.IsCancellationRequested && _epochs.Count < _options.Epochs ? FitEnd.Cancelled
            : _options.Patience > 0 && worse >= _options.Patience ? FitEnd.Patience
            : FitEnd.Epochs;
    }

    void Report(double loss, double rate)
    {
        var epoch = _epochs.Count + 1;
        var (validationLoss, accuracy) = _validation?.Measure() ?? (double.NaN, double.NaN);
        // A first epoch is the best one whatever it comes to, so that there is always one.
        var isBest = _validation is null || _bestEpoch == 0 || validationLoss < _epochs[_bestEpoch - 1].ValidationLoss;
        if (isBest)
        {
            _bestEpoch = epoch;
            if (_validation is not null)
                _parameters.Values.CopyTo(_best ??= new T[_parameters.Count]);
        }
        var report = new EpochReport(epoch, loss, validationLoss, accuracy, rate, isBest);
        _epochs.Add(report);
        _options.OnEpoch?.Invoke(report);
    }

    void KeepBest()
    {
        if (_best is null)
            return;
        _best.CopyTo(_parameters.Values);
        _parameters.MarkChanged();
    }
}
