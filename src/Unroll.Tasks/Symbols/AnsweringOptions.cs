using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Unroll.Tasks.Symbols;

/// <summary>Options of tasks whose every beginning is itself a question with an answer.</summary>
public abstract record AnsweringOptions : SymbolOptions
{
    /// <summary><c>last</c>: the answer is wanted at the end of a sequence; <c>every</c>: at each step where what was read so far has one.</summary>
    [Description("Where the answer is wanted: at the end (last), or wherever what was read so far has one (every)."), AllowedValues("every", "last")]
    public string Answers { get; set; } = "last";

    internal override bool WantsLastAnswerOnly => Answers == "last";
}
