using System;
using Unroll.Golden.Onnx;

namespace Unroll.Golden.Reference;

/// <summary>PyTorch's own cases of an LSTM with peepholes, coupled gates or both, which PyTorch has no module for: written in the layout of ONNX.</summary>
static class TorchOnnxLayout
{
    /// <summary>Whether a case is one.</summary>
    public static bool IsOf(GoldenCase golden) => golden.Kind is "LSTM_PEEPHOLE" or "LSTM_COUPLED" or "LSTM_PEEPHOLECOUPLED";

    /// <summary>The operator.</summary>
    public static OnnxOperator Operator(GoldenCase golden)
    {
        golden.RequireKnownArguments();
        var isCoupled = golden.Flag("coupled");
        Assert.Equal(golden.Kind, $"LSTM_{(golden.Flag("peephole") ? "PEEPHOLE" : "")}{(isCoupled ? "COUPLED" : "")}");
        return new OnnxOperator { Name = "LSTM", Hidden = golden.Whole("hidden"), InputForget = isCoupled, Direction = golden.Shape("W")[0] == 2 ? "bidirectional" : "forward" };
    }

    /// <summary>What it reads.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="read">Gives the tensor of a name, or null where the case has none.</param>
    public static OnnxInputs Inputs(GoldenCase golden, Func<string, Block?> read) => new()
    {
        X = read("input")!,
        W = read("W")!,
        R = read("R")!,
        B = read("B"),
        P = read("P"),
        InitialH = read("h0"),
        InitialC = read("c0"),
        SequenceLengths = golden.Lengths,
    };
}
