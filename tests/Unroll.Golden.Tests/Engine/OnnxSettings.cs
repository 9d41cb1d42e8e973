using System;
using System.Linq;
using Unroll.Golden.Onnx;
using Unroll.Golden.Reference;
using Unroll.Networks.Cells;

namespace Unroll.Golden.Engine;

/// <summary>The clip and the activations of an ONNX operator as settings of our cells: f is the gates' function, g the candidate's, h that of the memory on its way out.</summary>
static class OnnxSettings
{
    /// <summary>The settings; the default ones where the operator asks for nothing else.</summary>
    /// <exception cref="NotSupportedException">An activation that our cells have not, or another one in each direction.</exception>
    public static CellSettings Of(OnnxOperator node)
    {
        var (all, own) = (node.AllActivations(), (node with { Activations = [], ActivationAlpha = [], ActivationBeta = [] }).AllActivations());
        var count = all.Length / node.Directions;
        if (!all.Take(count).SequenceEqual(all.TakeLast(count)))
            throw new NotSupportedException("Each direction has activations of its own.");
        Activation? Chosen(int function) => all[function] == own[function] ? null : Map(all[function]);
        return new CellSettings
        {
            Gate = node.Name == "RNN" ? null : Chosen(0),
            Candidate = Chosen(node.Name == "RNN" ? 0 : 1),
            Output = node.Name == "LSTM" ? Chosen(2) : null,
            GateClip = node.Clip ?? double.PositiveInfinity,
        };
    }

    static Activation Map(OnnxActivation activation) => activation switch
    {
        { Name: "SIGMOID" } => new(ActivationKind.Sigmoid),
        { Name: "TANH" } => new(ActivationKind.Tanh),
        { Name: "RELU" } => new(ActivationKind.Relu),
        { Name: "SOFTSIGN" } => new(ActivationKind.Softsign),
        { Name: "HARDSIGMOID" } => new(ActivationKind.HardSigmoid, activation.Alpha, activation.Beta),
        { Name: "AFFINE", Alpha: 1, Beta: 0 } => new(ActivationKind.Identity),
        _ => throw new NotSupportedException($"Our cells have no activation '{activation.Name}'."),
    };
}
