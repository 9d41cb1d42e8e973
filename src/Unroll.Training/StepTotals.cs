using System;
using Unroll.Networks.Losses;

namespace Unroll.Training;

/// <summary>What a step adds up over workers, as one small vector of doubles, so that a collective sums it like any other. Counts are exact below 2^53.</summary>
sealed class StepTotals
{
    const int ObjectivePlace = 0, LossPlace = 1, TargetsPlace = 2, SequencesPlace = 3, BatchesPlace = 4, WeightPlace = 5, Places = 6;

    readonly double[] _places = new double[Places];

    internal Span<double> Vector => _places;

    internal double Loss => _places[ObjectivePlace] / _places[BatchesPlace];

    internal double LossPerTarget => _places[WeightPlace] == 0 ? 0 : _places[LossPlace] / _places[WeightPlace];

    internal double Weight => _places[WeightPlace];

    internal long Targets => (long)_places[TargetsPlace];

    internal int Sequences => (int)_places[SequencesPlace];

    internal bool AnyBatch => _places[BatchesPlace] > 0;

    internal void Clear() => Array.Clear(_places);

    internal void Add(LossValue loss, int sequences)
    {
        _places[ObjectivePlace] += loss.Objective;
        _places[LossPlace] += loss.Sum;
        _places[TargetsPlace] += loss.Targets;
        _places[WeightPlace] += loss.Weight;
        _places[SequencesPlace] += sequences;
        _places[BatchesPlace]++;
    }
}
