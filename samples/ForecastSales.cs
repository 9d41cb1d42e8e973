#:project ../src/Unroll/Unroll.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
// Forecasts the next quarter of a shop's sales from two years of months. Run it with: dotnet run -c Release samples/ForecastSales.cs
using System;
using System.Linq;
using Unroll;

var random = new Random(1);
var sales = Enumerable.Range(0, 360).Select(Sales).ToArray();          // thirty years: growth, a season, some chance
var months = Enumerable.Range(24, 360 - 24 - 3).ToArray();             // each month that has two years behind it and a quarter before it
var past = months.Select(month => sales[(month - 24)..month]).ToArray();
var next = months.Select(month => sales[month..(month + 3)]).ToArray();

var forecast = new SequenceRegressor(new EstimatorOptions { Hidden = 32, Epochs = 60, Rate = 0.01 });
forecast.Fit(past[..^36], next[..^36]);
Console.WriteLine($"R² {forecast.Score(past[^36..], next[^36..]):F2} on the three years that it has not seen");

var quarter = forecast.Predict(past[^1..])[0];
foreach (var (said, was) in quarter.Zip(next[^1]))
    Console.WriteLine($"forecast {said:F0}, sold {was:F0}");

float Sales(int month) => (float)(200 + 0.2 * month + 60 * Math.Sin(month * Math.PI / 6) + 30 * Math.Cos(month * Math.PI / 3) + 20 * random.NextDouble());
