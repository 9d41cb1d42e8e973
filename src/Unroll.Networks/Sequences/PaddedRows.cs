using System;
using System.Numerics;
using Unroll.Networks.Layers;
using Unroll.Numerics.Memory;
using Unroll.Numerics.Shapes;

namespace Unroll.Networks.Sequences;

/// <summary>Carries rows between a padded batch, as the caller has it, and the packed rows that the layers run on. Used only where something is padded.</summary>
sealed unsafe class PaddedRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly int _inputWidth, _outputWidth;
    readonly Reservation _inputs, _inputGradients, _outputs, _outputGradients;
    readonly int[] _symbols;
    Workspace<T> _workspace = null!;

    public PaddedRows(MemoryPlan plan, Network<T> network, TraceShape shape)
    {
        (_inputWidth, _outputWidth) = (network.InputWidth, network.OutputWidth);
        var places = (long)shape.Steps * shape.Batch;
        var training = shape.Mode == TraceMode.Training;
        _inputs = plan.Reserve(places * _inputWidth);
        _inputGradients = plan.Reserve(training && shape.InputGradients ? places * _inputWidth : 0);
        _outputs = plan.Reserve(places * _outputWidth);
        _outputGradients = plan.Reserve(training ? places * _outputWidth : 0);
        _symbols = GC.AllocateUninitializedArray<int>(checked((int)places), pinned: true);
    }

    public void Bind(Workspace<T> workspace) => _workspace = workspace;

    /// <summary>The packed rows of an input.</summary>
    public LayerInput<T> Pack(LayerInput<T> input, SequencePacking packing)
    {
        if (input.IsSymbols)
        {
            for (var place = 0; place < packing.Places; place++)
                _symbols[place] = input.Symbols.Data[packing.SourceOf(place)];
            return new(new Sequence<int>((int*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _symbols[0]), 1, packing.Places, 1, 1), packing);
        }
        var packed = new Sequence<T>(_workspace[_inputs], 1, packing.Places, _inputWidth, _inputWidth);
        Gather(input.Dense, packed, packing);
        return new(packed, packing);
    }

    /// <summary>Memory for the packed gradient of the input.</summary>
    public Sequence<T> InputGradients(SequencePacking packing) => new(_workspace[_inputGradients], 1, packing.Places, _inputWidth, _inputWidth);

    /// <summary>The padded outputs of the last pass.</summary>
    public Sequence<T> Outputs(SequencePacking packing) => new(_workspace[_outputs], packing.PaddedSteps, packing.Batch, _outputWidth, _outputWidth);

    /// <summary>Where the caller writes the padded outputs' gradients.</summary>
    public Sequence<T> OutputGradients(SequencePacking packing) => new(_workspace[_outputGradients], packing.PaddedSteps, packing.Batch, _outputWidth, _outputWidth);

    /// <summary>Packed rows from padded ones.</summary>
    public static void Gather(Sequence<T> padded, Sequence<T> packed, SequencePacking packing)
    {
        for (var place = 0; place < packing.Places; place++)
            new Span<T>(padded.Row(0, packing.SourceOf(place)), padded.Width).CopyTo(new(packed.Row(0, place), packed.Width));
    }

    /// <summary>Padded rows from packed ones; zero where there is padding.</summary>
    public static void Scatter(Sequence<T> packed, Sequence<T> padded, SequencePacking packing)
    {
        padded.Clear();
        for (var place = 0; place < packing.Places; place++)
            new Span<T>(packed.Row(0, place), packed.Width).CopyTo(new(padded.Row(0, packing.SourceOf(place)), padded.Width));
    }
}
