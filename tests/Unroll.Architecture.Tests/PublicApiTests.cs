using System;
using System.IO;

namespace Unroll.Architecture;

/// <summary>Holds each library's public surface against the committed listing, so that a change to it is a decision and not an accident.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Libraries => [.. House.Libraries];

    [Theory, MemberData(nameof(Libraries))]
    public void PublicApi_OfALibrary_IsTheCommittedOne(string library)
    {
        var committed = Path.Combine(House.Root, "tests", "Unroll.Architecture.Tests", "PublicApi", library + ".txt");
        var actual = ApiListing.Of(House.Load(library));
        if (Environment.GetEnvironmentVariable("UNROLL_UPDATE_API") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(committed)!);
            File.WriteAllText(committed, actual);
        }
        Assert.True(File.Exists(committed), $"{House.Relative(committed)} is missing: run the tests with UNROLL_UPDATE_API=1 and commit it.");
        var expected = File.ReadAllText(committed).ReplaceLineEndings("\n");
        Assert.True(expected == actual, $"The public API of {library} changed. If that is meant, run the tests with UNROLL_UPDATE_API=1 and commit the listing. {FirstDifference(expected, actual)}");
    }

    [Fact]
    public void Listing_OfAKnownType_ReadsAsCode()
    {
        var listing = ApiListing.Describe(typeof(Specimen<>));
        Assert.Equal(
            """
            public sealed class Unroll.Architecture.PublicApiTests.Specimen<T> : IDisposable
              .ctor(int size = 3)
              const int Most = 7
              T Value { get; }
              T? Change<U>(ref U first, out int second, ReadOnlySpan<T> rest)
              void Dispose()

            """.ReplaceLineEndings("\n"),
            listing);
    }

    static string FirstDifference(string expected, string actual)
    {
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        for (var i = 0; i < Math.Min(before.Length, after.Length); i++)
        {
            if (before[i] != after[i])
                return $"First difference at line {i + 1}: committed '{before[i]}', now '{after[i]}'.";
        }
        return $"Committed {before.Length} lines, now {after.Length}.";
    }

    /// <summary>A type to be listed.</summary>
    public sealed class Specimen<T>(int size = 3) : IDisposable
        where T : struct
    {
        /// <summary>A constant.</summary>
        public const int Most = 7;

        /// <summary>A property.</summary>
        public T Value { get; } = default;

        /// <summary>A method.</summary>
        public T? Change<U>(ref U first, out int second, ReadOnlySpan<T> rest)
        {
            second = size + rest.Length;
            return null;
        }

        /// <summary>Nothing to free.</summary>
        public void Dispose() => Hidden();

        internal void Hidden() => GC.KeepAlive(this);
    }
}
