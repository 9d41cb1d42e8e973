using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Unroll.Golden.Engine;
using Unroll.Golden.Onnx;
using Unroll.Golden.Reference;
using Unroll.Interop.Onnx;
using Unroll.Networks.Layers;

namespace Unroll.Golden;

/// <summary>Rung 4: outputs, final states, losses and every gradient as other systems computed them, in float and double, on both walks.</summary>
public sealed class GoldenTests
{
    [SkippableTheory, MemberData(nameof(GoldenFolders.Networks), MemberType = typeof(GoldenFolders))]
    public void Network_OnEveryCase_GivesWhatPyTorchGives(string name)
    {
        var golden = new GoldenCase(name);
        if (golden.Kind.StartsWith("LM_", StringComparison.Ordinal))
            CheckLanguageModel(golden);
        else if (TorchOnnxLayout.IsOf(golden))
            CheckOnnxLayout(golden);
        else
            CheckStack(golden);
        Assert.Empty(golden.Unread);
    }

    static void CheckLanguageModel(GoldenCase golden)
    {
        SkipUnless(golden.Name, NotYet.ReasonFor(TorchLayers.CellOf(TorchModule.Of(golden).Cell)));
        foreach (var walk in Enum.GetValues<Walk>())
        {
            new LanguageModelCheck<double>(golden, walk, new Comparison($"{golden}, double, {walk} walk", golden.Tolerance)).Run();
            new LanguageModelCheck<float>(golden, walk, new Comparison($"{golden}, float, {walk} walk", 1e-5)).Run();
        }
    }

    static void CheckStack(GoldenCase golden)
    {
        var torch = new TorchStackCase(golden);
        SkipUnless(golden.Name, NotYet.ReasonFor(torch.Stack));
        Check(golden, torch.Stack, torch.Wanted());
    }

    static void CheckOnnxLayout(GoldenCase golden)
    {
        var stack = TorchOnnxStack.Of(golden);
        SkipUnless(golden.Name, NotYet.ReasonFor(stack));
        Check(golden, stack, TorchOnnxStack.Wanted(golden));
    }

    // Float results carry float's rounding however the case was stored; the set's tolerance for float32 is theirs too.
    static void Check(GoldenCase golden, StackCase stack, StackResult wanted)
    {
        var loss = golden.Numbers("loss");
        foreach (var walk in Enum.GetValues<Walk>())
        {
            Check<double>(golden.Name, walk, stack, wanted, loss, golden.Tolerance);
            Check<float>(golden.Name, walk, stack, wanted, loss, 1e-5);
        }
    }

    static void Check<T>(string name, Walk walk, StackCase stack, StackResult wanted, double[] loss, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var comparison = new Comparison($"{name}, {typeof(T).Name}, {walk} walk", tolerance);
        var found = new StackRun<T>(stack, walk).Run();
        wanted.Require(found, comparison);
        comparison.Require("loss", loss, [stack.Loss(found)]);
    }

    /// <summary>
    /// The outputs by the other system; every gradient by our own plain reference, since such cases hold none, for a loss that weighs each output with another number.
    /// </summary>
    [SkippableTheory, MemberData(nameof(GoldenFolders.Onnx), MemberType = typeof(GoldenFolders))]
    public void Network_OnEveryCase_GivesWhatTheOnnxOperatorGives(string name)
    {
        var golden = new OnnxCase(GoldenFolders.PathOf(name));
        CheckOperator(name, golden.Operator, golden.Inputs, golden.Outputs);
    }

    /// <summary>Outputs and gradients by our own plain reference.</summary>
    [SkippableTheory, MemberData(nameof(OnnxVariants.Names), MemberType = typeof(OnnxVariants))]
    public void Network_OnAnOperatorThatNoCaseHas_GivesWhatTheReferenceGives(string name) =>
        CheckOperator(name, OnnxVariants.Operator(name), OnnxVariants.Inputs(name), new Dictionary<string, OnnxTensor>());

    static void CheckOperator(string name, OnnxOperator node, OnnxInputs inputs, IReadOnlyDictionary<string, OnnxTensor> outputs)
    {
        var reference = new OnnxReference(node, inputs);
        Block[] final = node.Name == "LSTM" ? [reference.FinalH, reference.FinalC] : [reference.FinalH];
        var (outputWeights, finalWeights) = (Weights(reference.Y), Array.ConvertAll(final, Weights));
        var stack = OnnxStack.Of(node, inputs, outputWeights, finalWeights);
        SkipUnless(name, NotYet.ReasonFor(stack));
        var loss = Vectors.Dot([.. reference.Y.Numbers], [.. outputWeights.Numbers]);
        for (var state = 0; state < final.Length; state++)
            loss += Vectors.Dot([.. final[state].Numbers], [.. finalWeights[state].Numbers]);
        loss.Differentiate();
        // The other system's own numbers where there are some, floats as they are.
        Block Stored(string output, Block otherwise) => outputs.TryGetValue(output, out var tensor) ? new Block(otherwise.Shape, tensor.ToDoubles()) : otherwise;
        var gradients = inputs.Gradients();
        var stored = OnnxStack.Result(node, Stored("Y", reference.Y), [Stored("Y_h", reference.FinalH), .. final.Skip(1).Select(state => Stored("Y_c", state))], gradients);
        var wanted = OnnxStack.Result(node, reference.Y, final, gradients);
        foreach (var walk in Enum.GetValues<Walk>())
        {
            Check<double>(name, walk, stack, stored, [loss.Value], 1e-5);
            Check<double>(name, walk, stack, wanted, [loss.Value], 1e-10);
            Check<float>(name, walk, stack, wanted, [loss.Value], 1e-5);
        }
    }

    static Block Weights(Block like)
    {
        var count = 0;
        return new Block(like.Shape, Array.ConvertAll(like.Values, _ => Math.Sin(1 + count++)));
    }

    static void SkipUnless(string name, string? reason)
    {
        Assert.False(reason is not null && GoldenFolders.IsGiven(name), $"{name} cannot be run: {reason}.");
        Skip.If(reason is not null, $"Not yet: {reason}.");
    }
}
