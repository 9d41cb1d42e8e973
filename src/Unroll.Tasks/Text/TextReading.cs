using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Text.Unicode;

namespace Unroll.Tasks.Text;

/// <summary>Reads documents in blocks of whole characters. A mark (EF BB BF) at a document's start is no part of it. What is no text is refused, unless any bytes are wanted.</summary>
sealed class TextReading
{
    const int BlockBytes = 1 << 18;

    readonly byte[] _buffer = new byte[BlockBytes];
    readonly TextDocuments _documents;
    readonly bool _anyBytes;
    readonly ITaskProgress? _progress;
    long _read;          // bytes of all documents in this round
    int _last = -1;      // the document read last: with one that is not behind it a new round begins

    /// <summary>Reads these documents.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="anyBytes">Whether what is no UTF-8 is taken, too.</param>
    /// <param name="progress">Is told after every block; null where nobody watches.</param>
    public TextReading(TextDocuments documents, bool anyBytes, ITaskProgress? progress) => (_documents, _anyBytes, _progress) = (documents, anyBytes, progress);

    /// <summary>Reads a document.</summary>
    /// <param name="document">Its number.</param>
    /// <param name="work">What it is for, for people.</param>
    /// <param name="take">Takes the blocks, one after another.</param>
    /// <exception cref="TaskOptionsException">It cannot be read, or is no text; one line that names it and the byte.</exception>
    public void Read(int document, string work, Action<ReadOnlySpan<byte>> take)
    {
        if (document <= _last)
            _read = 0;
        _last = document;
        using var stream = _documents.Open(document);
        var (place, kept) = (0L, 0);   // of the buffer's first byte in the document; bytes in it that wait for the rest of their character
        while (true)
        {
            var read = ReadBlock(stream, document, _buffer.AsSpan(kept));
            var block = (ReadOnlySpan<byte>)_buffer.AsSpan(0, kept + read);
            var whole = _anyBytes || read == 0 ? block.Length : block.Length - CutBytes(block);
            var skipped = place == 0 && block.StartsWith("\uFEFF"u8) ? 3 : 0;
            if (!_anyBytes)
                Require(document, place, block[..whole]);
            if (whole > skipped)
                take(block[skipped..whole]);
            _progress?.Report($"{work} {_documents.Names[document]}", Math.Min(1, (_read += read) / Math.Max(1.0, _documents.Bytes)));
            if (read == 0)
                return;
            block[whole..].CopyTo(_buffer);
            (place, kept) = (place + whole, block.Length - whole);
        }
    }

    // As much as there is room for, so that the mark is never cut.
    int ReadBlock(Stream stream, int document, Span<byte> room)
    {
        try
        {
            return stream.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TextDocuments.Unreadable(_documents.Names[document], e);
        }
    }

    // Bytes at the end of a block that may be the beginning of a character.
    static int CutBytes(ReadOnlySpan<byte> block)
    {
        for (var count = 1; count <= Math.Min(3, block.Length); count++)
        {
            var tail = block[^count..];
            if ((tail[0] & 0xC0) != 0x80)
                return Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData ? count : 0;
        }
        return 0;
    }

    void Require(int document, long place, ReadOnlySpan<byte> block)
    {
        const string Cure = "leave the file out, save it as text in UTF-8, or set task.vocabulary=bytes, which takes any bytes";
        var zero = block.IndexOf((byte)0);
        if (zero < 0 && Utf8.IsValid(block))
            return;
        var wrong = FirstWrong(block);
        if (place == 0 && (block.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || block.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])))
            throw new TaskOptionsException($"path '{_documents.Names[document]}' begins as a text in UTF-16 does; save it in UTF-8.");
        if (wrong < 0 || (zero >= 0 && zero < wrong))
            throw new TaskOptionsException($"path '{_documents.Names[document]}': byte {place + zero} (from 0) is 00, which no text has: is it a binary file? {char.ToUpperInvariant(Cure[0])}{Cure[1..]}.");
        throw new TaskOptionsException($"path '{_documents.Names[document]}': byte {place + wrong} (from 0) is {block[wrong]:X2}, which is no UTF-8 there; {Cure}.");
    }

    // −1 where all is UTF-8.
    static int FirstWrong(ReadOnlySpan<byte> block)
    {
        for (var place = 0; place < block.Length;)
        {
            if (Rune.DecodeFromUtf8(block[place..], out _, out var length) != OperationStatus.Done)
                return place;
            place += length;
        }
        return -1;
    }
}
