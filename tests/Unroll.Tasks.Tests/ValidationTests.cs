using System;
using System.Linq;
using System.Text.Json;
using Unroll.Networks;
using Unroll.Networks.Layers;
using Unroll.Numerics.Random;
using Unroll.Numerics.Threading;
using Unroll.Tasks.Symbols;
using Unroll.Training;

namespace Unroll.Tasks.Tests;

/// <summary>What a run may end by is not what it is judged by.</summary>
public sealed class ValidationTests
{
    static ITask<double> Create(string kind, string options, ulong seed = 5)
    {
        using var json = JsonDocument.Parse(options);
        return TaskCatalog.Find(kind)!.Create<double>(json.RootElement, new TaskSetting(seed, 4, 1));
    }

    static Network<double> NetworkOf(ITask<double> task)
    {
        var plan = new ParameterPlan();
        var network = new Network<double>(plan, new RecurrentLayer<double>(plan, "rnn", "gru", task.Shape.InputWidth, 5), new DenseLayer<double>(plan, "out", 5, task.Shape.OutputWidth));
        network.Initialize(new RandomStream(1));
        return network;
    }

    [Theory]
    [InlineData("adding", """{ "length": 9, "testCount": 40, "validationCount": 40 }""", "squaredError")]
    [InlineData("cycle-navigation", """{ "longest": 9, "tests": [{ "name": "test", "length": 30, "count": 100 }], "validation": [{ "name": "validation", "length": 30, "count": 100 }] }""", "lastAccuracy")]
    [InlineData("dyck", """{ "longest": 9, "tests": [{ "name": "test", "length": 30, "count": 100 }], "validation": [{ "name": "validation", "length": 30, "count": 100 }] }""", "lastAccuracy")]
    public void Validate_OfAsMany_IsOfOtherSequencesThanTheTest(string kind, string options, string measure)
    {
        var task = Create(kind, options);
        var validation = Assert.IsType<IValidation<double>>(task, exactMatch: false);
        var network = NetworkOf(task);
        var (found, tested) = (validation.Validate(network, WorkerTeam.Single), task.Evaluate(network, WorkerTeam.Single));
        Assert.Equal(validation.ValidationNames.Order(), found.Keys.Order());
        Assert.Equal(((INamedMetrics)task).MetricNames.Order(), tested.Keys.Order());
        Assert.NotEqual(tested["test." + measure], found["validation." + measure]);
        Assert.Equal(found, validation.Validate(network, WorkerTeam.Single));   // the same at every look
        Assert.Equal(tested, task.Evaluate(network, WorkerTeam.Single));
    }

    [Fact]
    public void Validation_LeftOut_HasTheTestsLengthsAndAtMostAHundredOfEach()
    {
        var options = new DyckOptions { Tests = [new() { Name = "a", Length = 50, Count = 700 }, new() { Name = "b", Length = 9, Count = 30 }] };
        Assert.Equal([("a", 50, 100), ("b", 9, 30)], options.ValidationSets.Select(set => (set.Name, set.Length, set.Count)));
        var task = new SymbolTask<float>("dyck", options, new Dyck(2, 3), new TaskSetting(0, 1, 1));
        Assert.Equal(["validation.lastAccuracy", "validation.sequenceAccuracy"], task.ValidationNames);
        Assert.Contains(("b", 9, 30), task.EvaluationPasses);
    }

    [Fact]
    public void Validation_WithNamesTwice_IsRefused()
    {
        var options = new DyckOptions { Validation = [new() { Name = "a" }, new() { Name = "a" }] };
        Assert.Equal("validation has the name 'a' twice; give each set its own.", Assert.Throws<TaskOptionsException>(() => new SymbolTask<float>("dyck", options, new Dyck(2, 3), new TaskSetting(0, 1, 1))).Message);
        Assert.StartsWith("validation is empty", Assert.Throws<TaskOptionsException>(() => new SymbolTask<float>("dyck", new DyckOptions { Validation = [] }, new Dyck(2, 3), new TaskSetting(0, 1, 1))).Message, StringComparison.Ordinal);
    }
}
