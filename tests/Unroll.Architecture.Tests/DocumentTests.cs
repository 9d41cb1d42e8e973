using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Unroll.Architecture;

/// <summary>What the documents say must be so: their code is in a sample, their links lead somewhere.</summary>
public sealed partial class DocumentTests
{
    static readonly string[] s_documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "INFLUENCES.md"];

    public static TheoryData<string> Documents => [.. s_documents];

    /// <summary>Samples are built in CI; so code in the README that is in a sample builds as well.</summary>
    [Fact]
    public void Code_InTheReadme_IsInASample()
    {
        var samples = string.Join('\n', House.Sources("samples").Select(File.ReadAllText)).ReplaceLineEndings("\n");
        var blocks = CodeBlock().Matches(Text("README.md")).Select(m => m.Groups[1].Value.Trim()).ToList();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(block, samples));
    }

    [Theory, MemberData(nameof(Documents))]
    public void Links_ToFiles_LeadSomewhere(string document)
    {
        var links = Link().Matches(Text(document)).Select(m => m.Groups[1].Value).Where(l => !l.StartsWith("http", System.StringComparison.Ordinal));
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(House.Root, link)), $"{document} links to {link}, which is not there."));
    }

    [Fact]
    public void Readme_FirstCommands_AreTheTwo()
    {
        var commands = PlainBlock().Matches(Text("README.md")).Select(m => m.Groups[1].Value.Trim()).Take(2);
        Assert.Equal((IEnumerable<string>)["dotnet run -c Release --project src/Unroll.Cli -- train parity", "dotnet test Unroll.slnx -c Release"], commands);
    }

    static string Text(string document) => File.ReadAllText(Path.Combine(House.Root, document)).ReplaceLineEndings("\n");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^```\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex PlainBlock();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
