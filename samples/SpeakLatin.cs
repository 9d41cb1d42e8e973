#:project ../src/Unroll.Experiments/Unroll.Experiments.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
// Trains a text model, lets it speak and asks it how well it foresees a text. Run it with: dotnet run -c Release samples/SpeakLatin.cs
using System;
using Unroll.Experiments;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;
using Unroll.Experiments.Text;

var recipe = RecipeReader.Read("latin", ["train.epochs=1"]);
var folder = RunFolder.NextFree("runs", recipe);
Experiment.Create(recipe).Run(folder, new RunOptions(), new SilentListener());

using var model = TextModel.Load(folder);
await foreach (var piece in model.Generate("", new GenerationOptions { Length = 200, Seed = 7, Sampling = new() { Temperature = 0.8, TopP = 0.95 } }))
    Console.Write(piece.Text);
var score = model.Score("arma virumque cano", out var symbols);
Console.WriteLine($"\n{score.NatsPerCharacter:F2} nats per character");
