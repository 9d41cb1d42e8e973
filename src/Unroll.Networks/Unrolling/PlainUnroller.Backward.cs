using System;
using Unroll.Networks.Cells;
using Unroll.Networks.Layers;
using Unroll.Numerics.Lanes;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Unrolling;

// The way back. Gradients of a row's states wait in _stateGradients from one step to the one before it.
sealed unsafe partial class PlainUnroller<TCell, T>
{
    private protected override Matrix<T> FirstStateGradient(int state) => new(StateGradient(state, 0), Packing.Rows, _shape.StateWidth(state), W);

    T* StateGradient(int state, int row) => _stateGradients + ((long)state * _mostRows + row) * W;

    int SumWidth => (_shape.Layout.UnitWeights + 2 * G) * H;

    T* UnitSums(int row) => _rowSums + (long)row * SumWidth;

    T* GainSums(int row) => UnitSums(row) + _shape.Layout.UnitWeights * H;

    T* BiasSums(int row) => GainSums(row) + G * H;

    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        BeginBackward();
        var (weights, gradients) = (PassWeights, _setup.Gradients());
        LoadUnitWeights(weights);
        gradients.Input.Clear();
        gradients.Recurrent.Clear();
        gradients.Projection.Clear();
        new Span<T>(_rowSums, Packing.Rows * SumWidth).Clear();
        new Span<T>(Step.Zeros, H).Clear();
        for (var t = Packing.Steps - 1; t >= 0; t--)
        {
            for (var row = 0; row < Packing.RowsAt(t); row++)
                BackwardRow(weights, gradients, input, inputGradients, t, row);
        }
        AddRowSums(gradients);
        EndBackward();
    }

    void BackwardRow(RecurrentWeights<T> weights, RecurrentWeights<T> gradients, LayerInput<T> input, Sequence<T> inputGradients, int t, int row)
    {
        var place = Packing.PlaceAt(t) + row;
        LoadPrevious(t, row);
        LoadFedBack(t, row);
        TakeGradients(t, row);
        if (Projects)
            ProjectBackward(weights, gradients, place, row);
        new Span<T>(Step.PreviousGradients, S * H).Clear();
        for (var j = 0; j < H; j++)
            TCell.Backward<Scalar<T>, T>(BackwardUnit(place, row, j));
        if (IsStaged)
            RunEarlyBackward(weights, gradients, place, row);
        AddTo(BiasSums(row), Gates(place), G * H);
        if (Normalizes)
            NormalizeBackward(weights, place, GainSums(row));
        GiveGradients(weights, gradients, place, row);
        BackwardInput(weights, gradients, input, inputGradients, place);
        for (var state = 0; Record is not null && state < S; state++)
            Record.Take(state, place, 0, new(StateGradient(state, row), _shape.StateWidth(state)));
    }

    // What reaches the states after a step, from the step after it (or, at a row's own last step, from whoever reads its final states) and from above.
    // Of a number that was zoned out all of it goes to the previous state, of the others to the cell.
    void TakeGradients(int t, int row)
    {
        if (t == Packing.LengthOf(row) - 1)
        {
            for (var state = 0; state < S; state++)
                CopyFinalStateGradient(state, row, new(StateGradient(state, row), _shape.StateWidth(state)));
        }
        AddTo(StateGradient(0, row), _outputGradients + (Packing.PlaceAt(t) + (long)row) * O, O);
        for (var state = Projects ? 1 : 0; state < S; state++)
        {
            T* given = StateGradient(state, row), ofCell = Step.NextGradients + state * H;
            for (var j = 0; j < H; j++)
            {
                var kept = WalkNoise.Keeps(state) && WalkNoise.IsKept(state, t, row, j);
                (given[j], ofCell[j]) = kept ? (given[j], T.Zero) : (T.Zero, given[j]);
            }
        }
    }

    // dm = dh Wpᵀ, dWp += mᵀ dh
    void ProjectBackward(RecurrentWeights<T> weights, RecurrentWeights<T> gradients, int place, int row)
    {
        var given = StateGradient(0, row);
        AddOuter(_unprojected + (long)place * H, given, gradients.Projection, 0, O);
        SetTransposedProduct(given, weights.Projection, 0, O, Step.NextGradients);
        new Span<T>(given, O).Clear();
    }

    // The output's gradient is in state 0's already.
    BackwardUnit<Scalar<T>, T> BackwardUnit(int place, int row, int j) => new(
        new(ref Gates(place)[j], ref Gates(place)[j], H, ref Step.Previous[j], H, ref Step.NextGradients[j], ref Step.Zeros[j], ref Step.PreviousGradients[j], H),
        ref _unit[j], ref UnitSums(row)[j], H, ref Step.FedGradients[j], ref Step.Left[j], _setup.Settings);

    // Late gates' gradients to the feed, through its mask to the cell, and on to the early gates.
    void RunEarlyBackward(RecurrentWeights<T> weights, RecurrentWeights<T> gradients, int place, int row)
    {
        var late = Gates(place) + _shape.Layout.EarlyGates * H;
        AddOuter(_feeds + (long)place * H, late, gradients.Recurrent, EarlyColumns, _shape.Layout.LateGates * H);
        SetTransposedProduct(late, weights.Recurrent, EarlyColumns, _shape.Layout.LateGates * H, Step.FedGradients);
        Drop(row, Step.FedGradients);
        for (var j = 0; j < H; j++)
            TCell.EarlyBackward<Scalar<T>, T>(BackwardUnit(place, row, j));
    }

    // What reaches the states before the step: directly, and the output through the recurrent weights.
    void GiveGradients(RecurrentWeights<T> weights, RecurrentWeights<T> gradients, int place, int row)
    {
        for (var state = Projects ? 1 : 0; state < S; state++)
            AddTo(StateGradient(state, row), Step.PreviousGradients + state * H, H);
        if (EarlyColumns == 0)
            return;
        var fed = Gates(place) + _shape.Layout.InputGates * H;
        AddOuter(Step.FedBack, fed, gradients.Recurrent, 0, EarlyColumns);
        SetTransposedProduct(fed, weights.Recurrent, 0, EarlyColumns, Step.FedGradients);
        Drop(row, Step.FedGradients);
        AddTo(StateGradient(0, row), Step.FedGradients, O);
    }

    void BackwardInput(RecurrentWeights<T> weights, RecurrentWeights<T> gradients, LayerInput<T> input, Sequence<T> inputGradients, int place)
    {
        var columns = _shape.Layout.GatesFromInput * H;
        if (input.IsSymbols)
        {
            AddRow(T.One, new(Gates(place), columns), gradients.Input.Data + (long)*input.Symbols.Row(0, place) * gradients.Input.Stride);
            return;
        }
        AddOuter(input.Dense.Row(0, place), Gates(place), gradients.Input, 0, columns);
        if (!inputGradients.IsEmpty)
            SetTransposedProduct(Gates(place), weights.Input, 0, columns, inputGradients.Row(0, place));
    }

    // Weights of single units, gains and biases are summed over the steps of each row first and then over the walk's rows, as the fast walk does: its threads
    // share rows out among them, and so the order, and with it every bit, is the same for any number of them.
    void AddRowSums(RecurrentWeights<T> gradients)
    {
        gradients.Unit.Clear();
        gradients.Gain.Clear();
        gradients.Bias.Clear();
        for (var row = 0; row < Packing.Rows; row++)
        {
            for (var weight = 0; weight < _shape.Layout.UnitWeights; weight++)
            {
                if (_setup.UnitRows[weight] >= 0)
                    AddTo(gradients.Unit.Data + (long)_setup.UnitRows[weight] * gradients.Unit.Stride, UnitSums(row) + weight * H, H);
            }
            AddTo(gradients.Gain.Data, GainSums(row), gradients.Gain.Columns);
            AddTo(gradients.Bias.Data, BiasSums(row), gradients.Bias.Columns);
        }
    }

    static void AddTo(T* sums, T* values, int count)
    {
        for (var j = 0; j < count; j++)
            sums[j] += values[j];
    }

    // sums[:, first..first + columns] += vector ᵀ · gates
    static void AddOuter(T* vector, T* gates, Matrix<T> sums, int first, int columns)
    {
        for (var i = 0; i < sums.Rows; i++)
            AddRow(vector[i], new(gates, columns), sums.Data + (long)i * sums.Stride + first);
    }

    // target = gates · matrix[:, first..first + columns]ᵀ
    static void SetTransposedProduct(T* gates, Matrix<T> matrix, int first, int columns, T* target)
    {
        for (var i = 0; i < matrix.Rows; i++)
        {
            var row = matrix[i].Slice(first, columns);
            target[i] = T.Zero;
            for (var j = 0; j < columns; j++)
                target[i] = T.FusedMultiplyAdd(row[j], gates[j], target[i]);
        }
    }
}
