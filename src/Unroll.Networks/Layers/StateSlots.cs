using System;
using System.Linq;
using System.Numerics;
using Unroll.Networks.Unrolling;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Layers;

/// <summary>Places for all states of some walks, or for the gradients of these, by which one pass goes on from another: in each slot, state by state, <c>[batch, width]</c> in the order of the caller's rows.</summary>
sealed unsafe class StateSlots<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly int _batch, _width;
    readonly Reservation _piece;
    T* _numbers;   // [slot][walk and state][batch][its width]

    /// <param name="walks">Walks of the kind that will be given: their number and their states' widths.</param>
    /// <param name="plan">The memory.</param>
    /// <param name="slots">Slots.</param>
    /// <param name="batch">Most rows.</param>
    public StateSlots(RecurrentTrace<T>[] walks, MemoryPlan plan, int slots, int batch)
    {
        (_batch, _width) = (batch, walks.Sum(walk => Enumerable.Range(0, walk.States).Sum(walk.StateWidth)));
        _piece = plan.Reserve((long)slots * batch * _width);
    }

    public void Bind(Workspace<T> workspace) => _numbers = workspace[_piece];

    /// <summary>Keeps the states that the last forward pass ended with.</summary>
    public void KeepFinal(RecurrentTrace<T>[] walks, int slot) => Visit(walks, slot, static (walk, state, rows) => Copy(walk.FinalState(state), rows));

    /// <summary>The next forward pass starts from the states of a slot.</summary>
    public void GiveInitial(RecurrentTrace<T>[] walks, int slot) => Visit(walks, slot, static (walk, state, rows) => walk.InitialState.Set(state, rows));

    /// <summary>Keeps the gradients of the initial states of the last backward pass.</summary>
    public void KeepInitialGradients(RecurrentTrace<T>[] walks, int slot) => Visit(walks, slot, static (walk, state, rows) => Copy(walk.InitialStateGradient(state), rows));

    /// <summary>The next backward pass starts from the gradients of a slot.</summary>
    public void GiveFinalGradients(RecurrentTrace<T>[] walks, int slot) => Visit(walks, slot, static (walk, state, rows) => walk.FinalStateGradient.Set(state, rows));

    delegate void Visitor(RecurrentTrace<T> walk, int state, Matrix<T> rows);

    void Visit(RecurrentTrace<T>[] walks, int slot, Visitor visit)
    {
        var start = _numbers + (nint)slot * _batch * _width;
        foreach (var walk in walks)
        {
            for (var state = 0; state < walk.States; state++)
            {
                var width = walk.StateWidth(state);
                visit(walk, state, new Matrix<T>(start, _batch, width, width));
                start += (nint)_batch * width;
            }
        }
    }

    static void Copy(Matrix<T> source, Matrix<T> target)
    {
        for (var row = 0; row < source.Rows; row++)
            source[row].CopyTo(target[row]);
    }
}
