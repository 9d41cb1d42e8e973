using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Unroll.Architecture;

/// <summary>What the documents say must be so: their code is in a sample, their links lead somewhere.</summary>
public sealed partial class DocumentTests
{
    static readonly string[] s_documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "INFLUENCES.md", "docs/library.md"];

    public static TheoryData<string> Documents => [.. s_documents];

    /// <summary>Samples and tests are built in CI; so code in these documents that is in one of them builds as well. Indentation aside.</summary>
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/library.md")]
    public void Code_InADocument_IsInASampleOrATest(string document)
    {
        var code = string.Join('\n', House.Sources("samples").Concat(House.Sources("tests", "Unroll.Tests", "Guide")).Select(file => Flush(File.ReadAllText(file))));
        var blocks = CodeBlock().Matches(Text(document)).Select(m => Flush(m.Groups[1].Value)).ToList();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(block, code));
    }

    /// <summary>What `samples/` shows must stay short enough to be read at a glance.</summary>
    [Fact]
    public void Samples_All_HaveAtMostThirtyLines() =>
        Assert.All(House.Sources("samples"), file => Assert.InRange(File.ReadAllLines(file).Length, 1, 30));

    [Theory, MemberData(nameof(Documents))]
    public void Links_ToFiles_LeadSomewhere(string document)
    {
        var links = Link().Matches(Text(document)).Select(m => m.Groups[1].Value).Where(l => !l.StartsWith("http", System.StringComparison.Ordinal));
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(House.Root, Path.GetDirectoryName(document)!, link)), $"{document} links to {link}, which is not there."));
    }

    [Fact]
    public void Readme_FirstCommands_AreTheTwo()
    {
        var commands = PlainBlock().Matches(Text("README.md")).Select(m => m.Groups[1].Value.Trim()).Take(2);
        Assert.Equal((IEnumerable<string>)["dotnet run -c Release --project src/Unroll.Cli -- train parity", "dotnet test Unroll.slnx -c Release"], commands);
    }

    static string Flush(string code) => string.Join('\n', code.ReplaceLineEndings("\n").Trim().Split('\n').Select(line => line.Trim()));

    static string Text(string document) => File.ReadAllText(Path.Combine(House.Root, document)).ReplaceLineEndings("\n");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^```\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex PlainBlock();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
