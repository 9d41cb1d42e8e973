using System;
using System.Numerics;
using Unroll.Networks.Sequences;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Products;
using Unroll.Numerics.Shapes;
using Unroll.Numerics.Threading;

namespace Unroll.Networks.Layers;

/// <summary>
/// A closed loop's passes: one walk over the steps given, then one step at a time, which reads the outputs of the step before and goes on from the states kept after it.
/// On the way back each such step is walked once more from its kept states, to the same bits, and then back. The gradients of the parameters are added up from the last step to the first.
/// </summary>
sealed unsafe class FeedbackTrace<T> : LayerTrace<T>, ITeamJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    enum SumPhase { Keep, Add, Finish }

    readonly FeedbackLayer<T> _layer;
    readonly LayerChain<T> _start, _step;   // over the steps given; over one that is fed back
    readonly OutputRows<T> _rows;
    readonly StateSlots<T> _states, _stateGradients;
    readonly bool _training;
    readonly int _stride;
    readonly Reservation _inputGradientPiece, _sumPiece;
    T* _inputGradients;   // [B][W rounded up]: of the rows fed back
    T* _sums;             // gradients of the inner parameters, of all steps that are through
    SequencePacking? _packing;
    SumPhase _phase;

    public FeedbackTrace(FeedbackLayer<T> layer, MemoryPlan plan, TraceShape shape)
    {
        _layer = layer;
        _training = shape.Mode == TraceMode.Training;
        _stride = Packing<T>.RoundUp(layer.OutputWidth);
        var given = Math.Min(layer.Given, shape.Steps);
        _start = new LayerChain<T>([.. layer.Layers], plan, shape with { Steps = given });
        _step = new LayerChain<T>([.. layer.Layers], plan, shape with { Steps = 1, InputGradients = _training });
        _rows = new OutputRows<T>(plan, shape, layer.OutputWidth);
        // In use nobody comes back to the states of a step.
        _states = new StateSlots<T>(_step.Walks, plan, _training ? shape.Steps - given : 1, shape.Batch);
        _stateGradients = new StateSlots<T>(_step.Walks, plan, _training ? 1 : 0, shape.Batch);
        _inputGradientPiece = plan.Reserve(_training ? (long)shape.Batch * _stride : 0);
        _sumPiece = plan.Reserve(_training ? layer.ParameterCount : 0);
    }

    public override Sequence<T> Outputs => _rows.Outputs(_packing);

    public override Sequence<T> OutputGradients => _rows.Gradients(_packing);

    internal override string Title
    {
        get => base.Title;
        set
        {
            base.Title = value;
            _start.NameAfter(value);
            _step.NameAfter(value);
        }
    }

    // Steps of the last pass that were given.
    int Given => Math.Min(_layer.Given, _packing!.Steps);

    public override void Bind(Workspace<T> workspace)
    {
        _start.Bind(workspace);
        _step.Bind(workspace);
        _rows.Bind(workspace);
        _states.Bind(workspace);
        _stateGradients.Bind(workspace);
        _inputGradients = workspace[_inputGradientPiece];
        _sums = workspace[_sumPiece];
    }

    public override void Forward(LayerInput<T> input, WorkerTeam team)
    {
        _packing = input.Packing ?? throw new ArgumentException($"{Title} was given an input without a packing; run it inside a network.", nameof(input));
        _start.Enter(_packing, 0, Given);
        _start.Forward(input.Dense.Data, input.Dense.Stride, Noise, team);
        CopyOutputs(_start, 0);
        for (var t = Given; t < _packing.Steps; t++)
        {
            _states.KeepFinal(t == Given ? _start.Walks : _step.Walks, SlotOf(t));
            ForwardStep(t, team);
            CopyOutputs(_step, t);
        }
    }

    int SlotOf(int t) => _training ? t - Given : 0;

    void ForwardStep(int t, WorkerTeam team)
    {
        _step.Enter(_packing!, t, 1);
        _states.GiveInitial(_step.Walks, SlotOf(t));
        _step.Forward(_rows.Output(_packing!.PlaceAt(t - 1)), _stride, Noise, team);
    }

    void CopyOutputs(LayerChain<T> chain, int first)
    {
        for (var place = 0; place < chain.Packing.Places; place++)
            VectorRows<T>.Copy(chain.Output(place), _rows.Output(_packing!.PlaceAt(first) + place), _layer.OutputWidth);
    }

    public override void Backward(LayerInput<T> input, Sequence<T> inputGradients, WorkerTeam team)
    {
        // A parameter from elsewhere would keep the gradient of one step without anyone noticing.
        _layer.Parameters.OpenOnly(_layer.FirstParameter, _layer.ParameterCount);
        try
        {
            GoBack(inputGradients, team);
        }
        finally
        {
            _layer.Parameters.OpenAll();
        }
    }

    void GoBack(Sequence<T> inputGradients, WorkerTeam team)
    {
        foreach (var walk in _step.Walks)
            walk.FinalStateGradient.Reset();
        foreach (var walk in _start.Walks)
            walk.FinalStateGradient.Reset();
        var last = _packing!.Steps - 1;
        for (var t = last; t >= Given; t--)
        {
            ForwardStep(t, team);
            TakeGradients(_step, t);
            _step.Backward(_step.Packing.ViewOf(_inputGradients, _layer.InputWidth, _stride), team);
            Sum(t == last ? SumPhase.Keep : SumPhase.Add, team);
            _stateGradients.KeepInitialGradients(_step.Walks, 0);
            _stateGradients.GiveFinalGradients(t == Given ? _start.Walks : _step.Walks, 0);
        }
        TakeGradients(_start, 0);
        _start.Backward(inputGradients.IsEmpty ? default : _start.Packing.ViewOf(inputGradients.Data, _layer.InputWidth, inputGradients.Stride), team);
        if (last >= Given)
            Sum(SumPhase.Finish, team);
        for (var place = _packing.PlaceAt(Given); !inputGradients.IsEmpty && place < _packing.Places; place++)
            new Span<T>(inputGradients.Row(0, place), _layer.InputWidth).Clear();
    }

    // What reaches a step's outputs from above, and through the step after that read them.
    void TakeGradients(LayerChain<T> chain, int first)
    {
        var place = _packing!.PlaceAt(first);
        var fed = chain.Packing.PlaceAt(chain.Packing.Steps - 1);
        var after = first + chain.Packing.Steps;
        var continuing = after < _packing.Steps ? _packing.RowsAt(after) : 0;
        for (var i = 0; i < chain.Packing.Places; i++)
        {
            var row = i - fed;
            if (row >= 0 && row < continuing)
                VectorRows<T>.Add(_rows.Gradient(place + i), _inputGradients + (nint)row * _stride, chain.OutputGradient(i), _layer.OutputWidth);
            else
                VectorRows<T>.Copy(_rows.Gradient(place + i), chain.OutputGradient(i), _layer.OutputWidth);
        }
    }

    void Sum(SumPhase phase, WorkerTeam team)
    {
        _phase = phase;
        team.Run(this);
    }

    // Every pass sets the gradients of the parameters; they are put aside in between. Threads split the parameters.
    void ITeamJob.Execute(int part, int parts)
    {
        var first = (int)((long)_layer.ParameterCount * part / parts);
        var count = (int)((long)_layer.ParameterCount * (part + 1) / parts) - first;
        fixed (T* all = _layer.Gradients)
        {
            T* gradients = all + first, sums = _sums + first;
            if (_phase == SumPhase.Keep)
                VectorRows<T>.Copy(gradients, sums, count);
            else
                VectorRows<T>.Add(sums, gradients, _phase == SumPhase.Add ? sums : gradients, count);
        }
    }
}
