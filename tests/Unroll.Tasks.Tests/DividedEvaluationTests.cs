using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Training;
using Unroll.Training.Collectives;

namespace Unroll.Tasks.Tests;

/// <summary>Tasks whose evaluation several ranks share come to the bits of one process, whatever the number of ranks.</summary>
public sealed class DividedEvaluationTests : IDisposable
{
    // A window begins where the one before ended, in one document; or a few steps in all.
    static readonly string[] s_undivided = ["binary-lags", "counting", "number-cycle"];

    static readonly (string Kind, string Options)[] s_divided =
    [
        ("adding", """{ "length": 9, "testCount": 1500, "validationCount": 700 }"""),
        ("parity", """{ "mode": "variable", "count": 400, "trainCount": 300, "length": 12, "tests": [{ "name": "long", "length": 30, "count": 1100 }] }"""),
        ("parity", """{ "mode": "curriculum", "curriculum": { "most": 12 }, "tests": [{ "name": "short", "length": 12, "count": 1100 }] }"""),
        ("reber", """{ "embedded": true, "longest": 60, "trainCount": 300, "testCount": 600 }"""),
        ("reber-vectors", """{ "embedded": true, "longest": 60, "trainCount": 150, "testCount": 150 }"""),
        ("text", """{ "path": "FOLDER/text", "window": 7, "validation": 0.2, "test": 0.3, "streams": 7 }"""),
        ("text", """{ "path": "FOLDER/text", "window": 7, "validation": 0.2, "test": 0.3, "streams": 2 }"""),
        ("time-series", """{ "train": "FOLDER/series.ts", "test": "FOLDER/series.ts" }"""),
        .. Symbols("a-n-b-n", "copy", "cycle-navigation", "dyck", "even-pairs", "modular-arithmetic", "temporal-order"),
    ];

    readonly string _folder = Directory.CreateTempSubdirectory("unroll-").FullName;

    public DividedEvaluationTests()
    {
        var random = new RandomStream(8);
        var lines = Directory.CreateDirectory(Path.Combine(_folder, "text")).FullName;
        for (var document = 0; document < 3; document++)
            File.WriteAllText(Path.Combine(lines, $"{document}.txt"), string.Concat(Enumerable.Range(0, 700 + 90 * document).Select(_ => (char)('a' + random.NextInt32(20)))));
        var series = new StringBuilder("@dimensions 1\n@classLabel true a b c\n@data\n");
        for (var i = 0; i < 1300; i++)
            series.Append(string.Join(',', Enumerable.Range(0, 1 + random.NextInt32(9)).Select(_ => random.NextInt32(100)))).Append(':').Append("abc"[random.NextInt32(3)]).Append('\n');
        File.WriteAllText(Path.Combine(_folder, "series.ts"), series.ToString());
    }

    public static TheoryData<int> Places => [.. Enumerable.Range(0, s_divided.Length)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static IEnumerable<(string Kind, string Options)> Symbols(params string[] kinds) =>
        kinds.Select(kind => (kind, kind is "copy" or "temporal-order" ? "{}" : """{ "longest": 9, "tests": [{ "name": "short", "length": 20, "count": 1200 }, { "name": "long", "length": 40, "count": 30 }] }"""));

    [Fact]
    public void Catalog_HasNoTaskThatIsForgottenHere() => Assert.Equal(TaskCatalog.Names.Order(), s_divided.Select(one => one.Kind).Distinct().Concat(s_undivided).Order());

    [Theory, MemberData(nameof(Places))]
    public void Measures_OfSeveralRanks_AreThoseOfOneToTheBit(int place)
    {
        var (test, validation) = Measured(place, new SingleProcess());
        Assert.NotEmpty(test);
        foreach (var ranks in (int[])[2, 3, 5])
        {
            var answers = new (Dictionary<string, long> Test, Dictionary<string, long> Validation)[ranks];
            var failures = new Exception?[ranks];
            var threads = InProcess.Create(ranks).Select(member => new Thread(() => failures[member.Rank] = Record.Exception(() => answers[member.Rank] = Measured(place, member))) { IsBackground = true }).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromMinutes(1))));
            Assert.All(failures, Assert.Null);
            foreach (var answer in answers)
            {
                Assert.Equal(test, answer.Test);
                Assert.Equal(validation, answer.Validation);
            }
        }
    }

    // Each rank has a task and a network of its own, as in a process of its own.
    (Dictionary<string, long> Test, Dictionary<string, long> Validation) Measured(int place, ICollective collective)
    {
        using var json = JsonDocument.Parse(s_divided[place].Options.Replace("FOLDER", _folder, StringComparison.Ordinal));
        var task = TaskCatalog.Find(s_divided[place].Kind)!.Create<float>(json.RootElement, new TaskSetting(5, 4, 1));
        using var owner = task as IDisposable;
        var plan = new ParameterPlan();
        ILayer<float>[] layers = [new RecurrentLayer<float>(plan, "rnn", "lstm", task.Shape.InputWidth, 19), .. task.Shape.TargetSteps == 1 ? [new PoolLayer<float>(19)] : Array.Empty<ILayer<float>>(), new DenseLayer<float>(plan, "out", 19, task.Shape.OutputWidth)];
        var network = new Network<float>(plan, layers);
        network.Initialize(new RandomStream(1));
        var (divided, share) = (Assert.IsType<IDividedEvaluation<float>>(task, exactMatch: false), new EvaluationShare(collective));
        return (Bits(divided.Evaluate(network, WorkerTeam.Single, share)), Bits(divided.Validate(network, WorkerTeam.Single, share)));
    }

    static Dictionary<string, long> Bits(IReadOnlyDictionary<string, double> measures) => measures.ToDictionary(one => one.Key, one => BitConverter.DoubleToInt64Bits(one.Value));
}
