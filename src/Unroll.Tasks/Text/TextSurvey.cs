using System;
using System.Globalization;
using System.Security.Cryptography;

namespace Unroll.Tasks.Text;

/// <summary>What a first reading of a text tells: the characters of each document, and a fingerprint.</summary>
sealed class TextSurvey
{
    TextSurvey(long[] characters, CharacterCounts counts, string fingerprint) => (Characters, Counts, Fingerprint) = (characters, counts, fingerprint);

    /// <summary>Characters of each document; bytes where any bytes are wanted.</summary>
    public long[] Characters { get; }

    /// <summary>How often each character comes; nothing where any bytes are wanted.</summary>
    public CharacterCounts Counts { get; }

    /// <summary>Sixteen hexadecimal digits; another text, or the same one cut into other documents, has others.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads the text.</summary>
    /// <exception cref="TaskOptionsException">A document cannot be read, or is no text.</exception>
    public static TextSurvey Of(TextDocuments documents, TextReading reading, bool anyBytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var counts = new CharacterCounts();
        var characters = new long[documents.Names.Count];
        for (var document = 0; document < characters.Length; document++)
        {
            var bytes = 0L;
            var before = counts.Total;
            reading.Read(document, "reading", block =>
            {
                bytes += block.Length;
                hash.AppendData(block);
                if (!anyBytes)
                    counts.Add(block);
            });
            characters[document] = anyBytes ? bytes : counts.Total - before;
            hash.AppendData(BitConverter.GetBytes(BitConverter.IsLittleEndian ? bytes : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bytes)));
        }
        return new TextSurvey(characters, counts, string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8))}"));
    }
}
