using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unroll.Experiments.Recipes;

/// <summary>An experiment as data: what is learnt, by which model, how, and what is expected of it. It holds no code; its hash names the run.</summary>
public sealed record Recipe
{
    /// <summary>Short name; the built-in recipes are called by it.</summary>
    [Description("Short name of the recipe."), RegularExpression("[a-z0-9][a-z0-9-]*")]
    public string Name { get; set; } = "";

    /// <summary>One line for people.</summary>
    [Description("One line for people.")]
    public string? Description { get; set; }

    /// <summary>About how many seconds a run takes on two processor cores, told at its start; null where nobody measured. Changes nothing.</summary>
    [Description("About how many seconds a run takes on two processor cores; told at its start."), Range(0.0, 1e9)]
    public double? Seconds { get; set; }

    /// <summary>The recipe this one changes: a built-in name, or a path relative to this file. Null once resolved.</summary>
    [Description("The recipe this one changes: a built-in name, or a path relative to this file.")]
    public string? Extends { get; set; }

    /// <summary>The task: its <c>kind</c> and that kind's options.</summary>
    [Description("The task: its kind and that kind's options.")]
    public JsonObject Task { get; set; } = [];

    /// <summary>The network.</summary>
    [Description("The network.")]
    public ModelRecipe Model { get; set; } = new();

    /// <summary>How it is trained.</summary>
    [Description("How it is trained.")]
    public TrainRecipe Train { get; set; } = new();

    /// <summary>The objective.</summary>
    [Description("The objective.")]
    public LossRecipe Loss { get; set; } = new();

    /// <summary>Values to try, by path: every combination is one run.</summary>
    [Description("Values to try, by path: every combination is one run.")]
    public IReadOnlyDictionary<string, JsonElement[]>? Sweep { get; set; }

    /// <summary>What the finished run must measure: the recipe is its own acceptance test.</summary>
    [Description("What the finished run must measure.")]
    public IReadOnlyList<Expectation> Expect { get; set; } = [];

    /// <summary>What others reported for this setting. Read by people and documents, not by the run.</summary>
    [Description("What others reported for this setting; not read by the run.")]
    public JsonObject? Reported { get; set; }

    /// <summary>What a run of it shows, for its page in the documents. Changes nothing.</summary>
    [Description("What a run of it shows, for its page in the documents.")]
    public string? Account { get; set; }

    /// <summary>The same recipe with another seed.</summary>
    public Recipe WithSeed(ulong seed) => this with { Train = Train with { Seed = seed } };
}
