using Unroll.Golden.Reference;

namespace Unroll.Golden.Engine;

/// <summary>PyTorch's own cases of LSTMs with peepholes or coupled gates, which are in ONNX's layout, in the engine's terms.</summary>
static class TorchOnnxStack
{
    /// <summary>What to run.</summary>
    public static StackCase Of(GoldenCase golden) => OnnxStack.Of(
        TorchOnnxLayout.Operator(golden), TorchOnnxLayout.Inputs(golden, tensor => Read(golden, tensor)),
        golden.Block("loss_w.output"), [golden.Block("loss_w.hn"), golden.Block("loss_w.cn")]);

    /// <summary>What PyTorch made of it.</summary>
    public static StackResult Wanted(GoldenCase golden) => OnnxStack.Result(
        TorchOnnxLayout.Operator(golden), golden.Block("output"), [golden.Block("hn"), golden.Block("cn")],
        TorchOnnxLayout.Inputs(golden, tensor => Read(golden, "grad." + tensor)));

    static Block? Read(GoldenCase golden, string tensor) => golden.Has(tensor) ? golden.Block(tensor) : null;
}
