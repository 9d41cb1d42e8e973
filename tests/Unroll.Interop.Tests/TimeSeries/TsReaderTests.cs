using System;
using System.IO;
using System.Linq;
using System.Text;
using Unroll.Interop.TimeSeries;

namespace Unroll.Interop.Tests.TimeSeries;

public sealed class TsReaderTests
{
    const string Header = "# a comment\n@problemName Tiny\n@timeStamps false\n@univariate false\n@dimensions 2\n@equalLength false\n@classLabel true low high\n@data\n";

    static TsFile Read(string text, TsOptions? options = null) => Read(Encoding.UTF8.GetBytes(text), options);

    static TsFile Read(byte[] bytes, TsOptions? options = null)
    {
        using var reader = new TsReader(new MemoryStream(bytes), "some.ts", options);
        return TsFile.Read(reader);
    }

    static string Refused(string text, TsOptions? options = null) => Assert.Throws<TsException>(() => Read(text, options)).Message;

    [Fact]
    public void Read_OfSeriesOfDifferentLengths_GivesStepsByChannels()
    {
        var file = Read(Header + "1,2,3:-0.5,1e-3, .25 :high\n\n# between\n7:8:low");
        Assert.Equal(("Tiny", 2, 2, true), (file.Header.Problem, file.Header.Channels, file.Channels, file.Header.HasLabels));
        Assert.Equal(new float[,] { { 1, -0.5f }, { 2, 1e-3f }, { 3, 0.25f } }, file.All[0].Values);
        Assert.Equal(new float[,] { { 7, 8 } }, file.All[1].Values);
        Assert.Equal(["high", "low"], file.Labels);
        Assert.Equal([9, 12], file.All.Select(one => one.Line));
    }

    [Fact]
    public void Read_OfOtherForms_TakesThem()
    {
        Assert.Equal(["A"], Read("\uFEFF@ProblemName X\r\n@UNIVARIATE TRUE\r\n@ClassLabel True A B\r\n@Data\r\n1,2:A\r\n").Labels);
        var bare = Read("@data\n1,2:3,4\n5:6\n");   // no labels are spoken of, so there are none
        Assert.Equal((2, false), (bare.Channels, bare.Header.HasLabels));
        Assert.Throws<InvalidOperationException>(() => bare.Labels);
        Assert.Equal(["0.75"], Read("@targetLabel true\n@unheardOf of\n@dimension 1\n@data\n1,2:0.75\n").Labels);
        Assert.Equal(["any word"], Read("@classLabel true\n@data\n1,2:any word\n").Labels);
    }

    [Fact]
    public void Read_OverTheBordersOfItsBuffer_LosesNothing()
    {
        var text = new StringBuilder(Header);
        for (var i = 0; i < 3000; i++)
            text.Append(FormattableString.Invariant($"{i},{i}.5,{-i}:{i}e1,0,1:{(i % 2 == 0 ? "low" : "high")}\n"));
        Assert.True(text.Length > 65536);
        var file = Read(text.ToString());
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => (float)(i + i * 10 + i + 0.5 - i + 1)), file.Series.Select(one => one.Cast<float>().Sum()));
        Assert.Equal(3008, file.All[^1].Line);
    }

    [Theory]
    [InlineData("1,x:3,4:low", "line 9: channel 1, value 2: 'x' is no number")]
    [InlineData("1,2:3,4:low\n1,2:3,1,5:low", "line 10: channel 2 has 3 values, channel 1 has 2; is the file cut short?")]
    [InlineData("1,2,3:4,5:low", "line 9: channel 2 has 2 values, channel 1 has 3; is the file cut short?")]
    [InlineData("1,2:3,4:5,6:low", "line 9: has more than 2 channels")]
    [InlineData("1,2:low", "line 9: has 1 channels, where 2 are wanted; is the file cut short?")]
    [InlineData("1,2:3,4", "line 9: ends in channel 2 without a label; is the file cut short?")]
    [InlineData("1,2:3,4:", "line 9: has no label behind its last colon; is the file cut short?")]
    [InlineData("1,2:3,4:hig", "line 9: has the label 'hig', which @classLabel does not list; is the file cut short?")]
    [InlineData("1", "line 9: ends in channel 1 without a label; is the file cut short?")]
    [InlineData("1,,2:3,4,5:low", "line 9: channel 1, value 2 is empty")]
    [InlineData("1,?:3,4:low", "line 9: channel 1, value 2: '?' is a missing value; choose what becomes of those (TsOptions.Missing)")]
    [InlineData("1,2:3,nan:low", "line 9: channel 2, value 2: 'nan' is a missing value; choose what becomes of those (TsOptions.Missing)")]
    [InlineData("1,1e39:3,4:low", "line 9: channel 1, value 2: '1e39' is not finite in 32 bits")]
    [InlineData("1,-Infinity:3,4:low", "line 9: channel 1, value 2: '-Infinity' is not finite in 32 bits")]
    [InlineData("(0,1),(1,2):3,4:low", "line 9: channel 1, value 1: '(0' is no number")]
    [InlineData("1,\u0000\u001b[2J:3,4:low", "line 9: channel 1, value 2: '\uFFFD\uFFFD[2J' is no number")]
    public void Read_OfALineThatIsNoSeries_NamesLineChannelAndValue(string lines, string wanted) => Assert.Equal($"some.ts: {wanted}{(wanted.EndsWith('?') ? "" : ".")}", Refused(Header + lines));

    [Theory]
    [InlineData("", "line 1: the file ends without a @data line; is it cut short?")]
    [InlineData("@problemName Tiny\n@classLa", "line 2: the file ends without a @data line; is it cut short?")]
    [InlineData("1,2:3", "line 1: begins with '1'; before @data stand lines with @ or # (a compressed file must be unpacked first)")]
    [InlineData("\u001f8", "line 1: begins with byte 0x1F; before @data stand lines with @ or # (a compressed file must be unpacked first)")]
    [InlineData("@\n@data", "line 1: has an @ without a key behind it")]
    [InlineData("@timestamps true\n@data\n", "line 1: says that values have time stamps; only values without them are read")]
    [InlineData("@univariate true\n@dimensions 12\n@data\n", "line 2: says 12 dimensions, and line 1 that the series are univariate")]
    [InlineData("@univariate perhaps\n@data\n", "line 1: @univariate is 'perhaps'; it is true or false")]
    [InlineData("@dimensions 0\n@data\n", "line 1: @dimensions is '0'; it is a whole number from 1")]
    [InlineData("@dimensions 99999999999\n@data\n", "line 1: @dimensions is '99999999999'; it is a whole number from 1")]
    [InlineData("@classLabel a b\n@data\n", "line 1: @classLabel is 'a b'; it is true and the labels, or false")]
    [InlineData("@classLabel true a b a\n@data\n", "line 1: @classLabel has the label 'a' twice")]
    [InlineData("@dimensions 2\n@dimension 3\n@data\n", "line 2: says @dimensions again, which line 1 said")]
    [InlineData("@seriesLength 3\n@data\n1,2\n", "line 3: has 2 values a channel, where 3 are wanted (@seriesLength)")]
    [InlineData("@equalLength true\n@data\n1,2\n1,2,3\n", "line 4: has 3 values a channel, where 2 are wanted (@equalLength true)")]
    public void Read_OfAHeaderThatCannotBe_NamesItsLine(string text, string wanted) => Assert.Equal($"some.ts: {wanted}{(wanted.EndsWith('?') ? "" : ".")}", Refused(text));

    [Fact]
    public void Read_OfAFileWithoutSeries_SaysSo() => Assert.Equal("some.ts: has no series after its @data line.", Refused(Header));

    [Fact]
    public void Missing_CarriedOn_TakesTheValueBeforeOrTheFirst()
    {
        var file = Read(Header + "?,NaN,2,?,3:4,?,?,5,?:low\n?,1:2,3:low", new TsOptions { Missing = TsMissing.Carry });
        Assert.Equal([2, 4, 2, 4, 2, 4, 2, 5, 3, 5], file.All[0].Values.Cast<float>());
        Assert.Equal([1, 2, 1, 3], file.All[1].Values.Cast<float>());
        Assert.Equal("some.ts: line 9: channel 2 has no value that is not missing.", Refused(Header + "1,2:?,?:low", new TsOptions { Missing = TsMissing.Carry }));
    }

    [Fact]
    public void Missing_Kept_IsNaN() =>
        Assert.Equal([1, float.NaN, float.NaN, 4], Read(Header + "1,?:?,4:low", new TsOptions { Missing = TsMissing.Keep }).All[0].Values.Cast<float>());

    // Cut anywhere, a file is refused or has fewer series; never other numbers.
    [Fact]
    public void Read_OfAFileCutShortAnywhere_RefusesItOrGivesFewerOfTheSameSeries()
    {
        var whole = Header + "1.25,2:3,4:low\n5,6.5:7,8:high\n9:10:low\n";
        var all = Read(whole).All;
        var (refused, fewer) = (0, 0);
        for (var length = 0; length < whole.Length; length++)
        {
            try
            {
                var series = Read(whole[..length]).All;
                Assert.Equal(all.Take(series.Count).Select(one => (string.Join(" ", one.Values.Cast<float>()), one.Label)), series.Select(one => (string.Join(" ", one.Values.Cast<float>()), one.Label)));
                fewer++;
            }
            catch (TsException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                refused++;
            }
        }
        Assert.True(refused > 100 && fewer is >= 5 and < 10, $"{refused} {fewer}");
    }

    [Fact]
    public void Read_OfHostileSizes_CostsLittleMemory()
    {
        static long Cost(Action action)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        // A header that speaks of two thousand million channels and steps; a word, a label, a comment without end; more values than may be taken.
        Assert.InRange(Cost(() => Refused("@dimensions 2000000000\n@seriesLength 2000000000\n@data\n1,2\n")), 1, 400_000);
        Assert.InRange(Cost(() => Assert.Throws<TsException>(() => Endless("@data\n", (byte)'7'))), 1, 400_000);
        Assert.InRange(Cost(() => Assert.Throws<TsException>(() => Endless("@classLabel true\n@data\n1:", (byte)'x'))), 1, 400_000);
        Assert.InRange(Cost(() => Assert.Throws<TsException>(() => Endless("@name ", (byte)'x'))), 1, 20_000_000);
        var many = Assert.Throws<TsException>(() => Read(Header + string.Concat(Enumerable.Repeat("1:2:low\n", 100)), new TsOptions { MostValues = 500 }));
        Assert.Equal("some.ts: line 23: has more values than may be taken; raise TsOptions.MostValues if the file is right.", many.Message);
    }

    static void Endless(string start, byte rest)
    {
        using var reader = new TsReader(new EndlessStream(Encoding.UTF8.GetBytes(start), rest), "some.ts");
        TsFile.Read(reader);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new TsOptions { MostValues = 0 });

    [SkippableFact]
    public void Read_OfTheArchivesFiles_FindsWhatTheyHold()
    {
        var folder = FindData();
        Skip.If(folder is null, "The archive's files (../shared/data/classification) are not here.");
        var (training, test) = (TsFile.Read(Path.Combine(folder!, "JapaneseVowels_TRAIN.ts")), TsFile.Read(Path.Combine(folder!, "JapaneseVowels_TEST.ts")));
        Assert.Equal((270, 370, 12), (training.All.Count, test.All.Count, training.Channels));
        Assert.Equal((7, 29), (test.Series.Min(one => one.GetLength(0)), test.Series.Max(one => one.GetLength(0))));
        Assert.Equal(Enumerable.Repeat(30, 9), training.Labels.GroupBy(label => label).Select(group => group.Count()));
        Assert.Equal([1.860936f, -0.207383f, 0.261557f], Enumerable.Range(0, 3).Select(channel => training.All[0].Values[0, channel]));
        Assert.Equal((40, 6), (TsFile.Read(Path.Combine(folder!, "BasicMotions_TEST.ts")).All.Count, TsFile.Read(Path.Combine(folder!, "BasicMotions_TEST.ts")).Channels));
        Assert.Equal((500, 1), (TsFile.Read(Path.Combine(folder!, "ECG5000_TRAIN.ts")).All.Count, TsFile.Read(Path.Combine(folder!, "ECG5000_TRAIN.ts")).Channels));
    }

    static string? FindData()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var data = Path.Combine(folder, "..", "shared", "data", "classification");
            if (File.Exists(Path.Combine(folder, "Unroll.slnx")))
                return File.Exists(Path.Combine(data, "JapaneseVowels_TRAIN.ts")) ? data : null;
        }
        return null;
    }
}
