#:project ../src/Unroll/Unroll.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
// Tells waves apart by their shape, whatever their length, pitch and start. Run it with: dotnet run -c Release samples/ClassifySeries.cs
using System;
using System.IO;
using System.Linq;
using Unroll;

string[] shapes = ["saw", "sine", "square"];
var random = new Random(1);
var labels = Enumerable.Range(0, 600).Select(_ => shapes[random.Next(3)]).ToArray();
var series = labels.Select(Wave).ToArray();

var classifier = new SequenceClassifier<string>(new EstimatorOptions { Cell = "gru", Hidden = 32, Epochs = 15, ValidationShare = 0.1 });
classifier.Fit(series[..400], labels[..400]);
Console.WriteLine($"{classifier.Score(series[400..], labels[400..]):P0} of 200 new waves are told right");

var file = Path.Combine(Path.GetTempPath(), "waves.safetensors");
classifier.Save(file);
var same = SequenceClassifier<string>.Load(file);
Console.WriteLine($"loaded again, it says: {string.Join(", ", same.Predict(series[400..403]))}");

float[] Wave(string shape)
{
    var (pitch, phase) = (0.05 + 0.1 * random.NextDouble(), random.NextDouble());
    return [.. Enumerable.Range(0, random.Next(20, 60)).Select(t => At(shape, (phase + pitch * t) % 1) + 0.2f * random.NextSingle())];
}

float At(string shape, double x) => (float)(shape == "saw" ? 2 * x - 1 : shape == "sine" ? Math.Sin(2 * Math.PI * x) : Math.Sign(x - 0.5));
