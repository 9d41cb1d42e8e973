using System.Text.Json;
using Unroll.Tasks.Synthetic;

namespace Unroll.Tasks.Tests;

public sealed class TaskCatalogTests
{
    [Fact]
    public void Options_LeftOut_HaveTheirDefaults()
    {
        var options = (ParityOptions)JsonSerializer.Deserialize("""{ "mode": "variable" }""", TaskCatalog.Find("parity")!.Options)!;
        Assert.Equal(100_000, options.Count);
        Assert.Equal("inclusive", options.Reading);
        Assert.True(options.Shuffle);
    }

    [Fact]
    public void Find_UnknownName_GivesNull() => Assert.Null(TaskCatalog.Find("parrity"));
}
