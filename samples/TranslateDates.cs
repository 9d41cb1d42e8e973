#:project ../src/Unroll/Unroll.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
// Learns to write dates as computers do: "9 July 2021" is 2021-07-09. Run it with: dotnet run -c Release samples/TranslateDates.cs
using System;
using System.Globalization;
using System.Linq;
using Unroll;
using Unroll.Networks.Translation;

string[] formats = ["d MMMM yyyy", "MMM d, yyyy", "dd.MM.yyyy"];
var random = new Random(1);
var dates = Enumerable.Range(0, 3200).Select(_ => new DateOnly(1980, 1, 1).AddDays(random.Next(18_000))).ToArray();
var texts = dates.Select(date => Letters(Write(date, formats[random.Next(3)]))).ToArray();
var answers = dates.Select(date => Write(date, "yyyy-MM-dd").ToCharArray()).ToArray();

var translator = new SequenceTranslator<char>(new EstimatorOptions { Cell = "gru", Hidden = 64, Bidirectional = true, Epochs = 40 });
translator.Fit(texts[..3000], answers[..3000]);
Console.WriteLine($"{translator.Score(texts[3000..], answers[3000..]):P0} of 200 new dates are right");

var beam = new BeamOptions { Width = 5, Best = 3 };
foreach (var found in translator.PredictBest(new[] { Letters("9 July 2021") }, beam)[0])
    Console.WriteLine($"{string.Concat(found.Labels)} with probability {Math.Exp(found.LogProbability):F3}");

string Write(DateOnly date, string format) => date.ToString(format, CultureInfo.InvariantCulture);

int[] Letters(string text) => [.. text.Select(letter => letter - ' ')];
