#:project ../src/Unroll.Experiments/Unroll.Experiments.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
// Trains a built-in recipe from code. Run it with: dotnet run samples/TrainParity.cs
using System;
using Unroll.Experiments;
using Unroll.Experiments.Recipes;
using Unroll.Experiments.Runs;

var recipe = RecipeReader.Read("parity", ["model.cell=gru", "train.seed=3"]);
var experiment = Experiment.Create(recipe);
var result = experiment.Run(RunFolder.NextFree("runs", recipe), new RunOptions(), new SilentListener());
Console.WriteLine($"{result.Metrics["test.fullLengthAccuracy"]:P2} of all strings right after {result.Steps} steps, {result.TrainSeconds:F1} s");
