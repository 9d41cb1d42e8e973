#:project ../src/Unroll/Unroll.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
// A network that says after every bit whether the ones so far are odd in number. Run it with: dotnet run -c Release samples/LearnParity.cs
using System;
using System.Linq;
using Unroll;

var random = new Random(1);
var bits = Enumerable.Range(0, 1000).Select(_ => Bits(random.Next(1, 20))).ToArray();

var network = NetworkBuilder<float>.OfSymbols(2).Recurrent("gru", 24).Dense(2).Build(seed: 1);
var history = network.Fit(bits, bits.Select(Parity), new FitOptions
{
    Epochs = 15, Rate = 0.01, ValidationShare = 0.1, Patience = 3,
    OnEpoch = epoch => Console.WriteLine($"epoch {epoch.Epoch}: loss {epoch.ValidationLoss:F4}, {epoch.ValidationAccuracy:P1} right"),
});

var long1000 = Bits(1000);
var said = network.Predict(new[] { long1000 })[0].Select(outputs => outputs[1] > outputs[0] ? 1 : 0);
var right = said.Zip(Parity(long1000)).Count(pair => pair.First == pair.Second);
Console.WriteLine($"{right} of 1000 right on a string fifty times as long, after {history.Epochs.Count} epochs");

int[] Bits(int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(2))];
int[] Parity(int[] bits) => [.. bits.Select((_, t) => bits[..(t + 1)].Sum() % 2)];
