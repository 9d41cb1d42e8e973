using System.Diagnostics;
using Unroll.Networks.Sequences;

namespace Unroll.Networks.Layers;

/// <summary>Goes through some neighbouring places of a packing, knowing which step of which row each one is.</summary>
ref struct PlaceCursor
{
    readonly SequencePacking _packing;
    readonly int _last;
    int _end;   // first place of the step after

    /// <summary>One thread's share of all places.</summary>
    public PlaceCursor(SequencePacking packing, int part, int parts)
    {
        _packing = packing;
        Place = (int)((long)packing.Places * part / parts) - 1;
        _last = (int)((long)packing.Places * (part + 1) / parts) - 1;
        Step = StepOf(Place + 1);
        _end = packing.PlaceAt(Step + 1);
    }

    /// <summary>The place.</summary>
    public int Place { get; private set; }

    /// <summary>The packed step, which is also the row's own.</summary>
    public int Step { get; private set; }

    /// <summary>The row of the walk.</summary>
    public readonly int Row => Place - _packing.PlaceAt(Step);

    /// <summary>The place that the row comes to at this step when it is walked from its own end to its start.</summary>
    public readonly int Turned => _packing.ReversedPlaceOf(Step, Row);

    /// <summary>On to the next place.</summary>
    public bool MoveNext()
    {
        if (Place >= _last)
            return false;
        if (++Place == _end)
            _end = _packing.PlaceAt(++Step + 1);
        Debug.Assert(Place < _end, "no step of a packing is without rows");
        return true;
    }

    // The last step that does not start after the place.
    readonly int StepOf(int place)
    {
        var (low, high) = (0, _packing.Steps - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _packing.PlaceAt(middle) <= place ? (middle, high) : (low, middle - 1);
        }
        return low;
    }
}
