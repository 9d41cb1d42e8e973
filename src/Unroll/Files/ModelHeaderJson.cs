using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Unroll.Training.Optimizers;

namespace Unroll;

/// <summary>How headers are read and written, with the kinds of optimizers named.</summary>
static class ModelHeaderJson
{
    /// <summary>How headers are read and written.</summary>
    public static JsonTypeInfo<ModelHeader> Contract { get; } = (JsonTypeInfo<ModelHeader>)new JsonSerializerOptions(ModelJson.Default.Options)
    {
        TypeInfoResolver = ModelJson.Default.WithAddedModifier(NameOptimizers),
    }.GetTypeInfo(typeof(ModelHeader));

    static void NameOptimizers(JsonTypeInfo info)
    {
        if (info.Type != typeof(OptimizerOptions))
            return;
        info.PolymorphismOptions = new JsonPolymorphismOptions
        {
            TypeDiscriminatorPropertyName = "kind",
            DerivedTypes =
            {
                new(typeof(AdadeltaOptions), "adadelta"),
                new(typeof(AdagradOptions), "adagrad"),
                new(typeof(AdamOptions), "adam"),
                new(typeof(AdamWOptions), "adamW"),
                new(typeof(LionOptions), "lion"),
                new(typeof(NAdamOptions), "nadam"),
                new(typeof(RAdamOptions), "radam"),
                new(typeof(RmsPropOptions), "rmsProp"),
                new(typeof(SgdOptions), "sgd"),
            },
        };
    }
}
