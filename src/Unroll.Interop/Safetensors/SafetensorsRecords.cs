using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Unroll.Interop.Safetensors;

/// <summary>
/// Records of what a header says, written over the JSON that said it: a record is never longer than its JSON, so that an index of any number of tensors
/// takes no memory beside the header's own bytes. Records are linked lists, sorted where they lie.
/// </summary>
/// <remarks>
/// Of a tensor, 27 bytes beside the name and the sizes, where JSON needs 49: <c>next 4 | ordinal 4 | begin 8 | end 8 | type 1 | rank 1 | name | 0xFF | sizes</c>,
/// each size in groups of 7 bits, which never takes more bytes than its digits. Of a text, 6 bytes, where JSON needs 6, the comma or brace behind it included:
/// <c>next 4 | key | 0xFF | value | 0xFF</c>. The byte 0xFF ends a text, for valid UTF-8 never holds it.
/// </remarks>
static class SafetensorsRecords
{
    /// <summary>The end of a list.</summary>
    public const int None = -1;

    /// <summary>Where in a tensor's record its name is.</summary>
    public const int TensorName = 26;

    /// <summary>Where in a text's record its key is.</summary>
    public const int TextKey = 4;

    const byte EndOfText = 0xFF;
    const int Ordinal = 4, Begin = 8, End = 16, Type = 24, Rank = 25;

    /// <summary>Negative, zero or positive, as the left record comes before, with or after the right one.</summary>
    public delegate int Order(ReadOnlySpan<byte> header, int left, int right);

    /// <summary>The record behind this one, or <see cref="None"/>.</summary>
    public static int Next(ReadOnlySpan<byte> header, int record) => BinaryPrimitives.ReadInt32LittleEndian(header[record..]);

    /// <summary>The text that begins at a place.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> header, int start)
    {
        var text = header[start..];
        return text[..text.IndexOf(EndOfText)];
    }

    /// <summary>Where the data of a tensor begin and end.</summary>
    public static (long Begin, long End) Offsets(ReadOnlySpan<byte> header, int record) =>
        (BinaryPrimitives.ReadInt64LittleEndian(header[(record + Begin)..]), BinaryPrimitives.ReadInt64LittleEndian(header[(record + End)..]));

    /// <summary>Writes the record of a tensor from <paramref name="record"/>, the place of its name's opening quote, to at most <paramref name="limit"/>.</summary>
    public static void WriteTensor(Span<byte> header, int record, int limit, int next, int ordinal, TextPlace name, SafetensorsType type, ReadOnlySpan<long> sizes, (long Begin, long End) offsets)
    {
        header.Slice(name.Start, name.Length).CopyTo(header[(record + TensorName)..]);   // first, for the rest would write over it
        SetNext(header, record, next);
        BinaryPrimitives.WriteInt32LittleEndian(header[(record + Ordinal)..], ordinal);
        BinaryPrimitives.WriteInt64LittleEndian(header[(record + Begin)..], offsets.Begin);
        BinaryPrimitives.WriteInt64LittleEndian(header[(record + End)..], offsets.End);
        header[record + Type] = (byte)type;
        header[record + Rank] = (byte)sizes.Length;
        var at = record + TensorName + name.Length;
        header[at++] = EndOfText;
        foreach (var size in sizes)
        {
            var rest = (ulong)size;
            for (; rest > 0x7F; rest >>= 7)
                header[at++] = (byte)(rest | 0x80);
            header[at++] = (byte)rest;
        }
        Debug.Assert(at <= limit, "A record must not reach into what has not been read.");
    }

    /// <summary>Writes the record of a text from <paramref name="record"/>, the place of its key's opening quote, to at most <paramref name="limit"/>.</summary>
    public static void WriteText(Span<byte> header, int record, int limit, int next, TextPlace key, TextPlace value)
    {
        var start = record + TextKey + key.Length + 1;
        header.Slice(value.Start, value.Length).CopyTo(header[start..]);   // before the key: the key, moved, can end where the value began
        header.Slice(key.Start, key.Length).CopyTo(header[(record + TextKey)..]);
        header[start - 1] = EndOfText;
        header[start + value.Length] = EndOfText;
        SetNext(header, record, next);
        Debug.Assert(start + value.Length < limit, "A record must not reach into what has not been read.");
    }

    /// <summary>What the record of a tensor says, and its place among the tensors of the header.</summary>
    public static SafetensorsEntry ReadTensor(ReadOnlySpan<byte> header, int record, out int ordinal)
    {
        ordinal = BinaryPrimitives.ReadInt32LittleEndian(header[(record + Ordinal)..]);
        var name = Text(header, record + TensorName);
        var sizes = new long[header[record + Rank]];
        var at = record + TensorName + name.Length + 1;
        foreach (ref var size in sizes.AsSpan())
        {
            for (var shift = 0; ; shift += 7)
            {
                var part = header[at++];
                size |= (long)(part & 0x7F) << shift;
                if (part <= 0x7F)
                    break;
            }
        }
        var (begin, end) = Offsets(header, record);
        return new SafetensorsEntry(Encoding.UTF8.GetString(name), (SafetensorsType)header[record + Type], sizes, begin, end);
    }

    /// <summary>What the record of a text says.</summary>
    public static (string Key, string Value) ReadText(ReadOnlySpan<byte> header, int record)
    {
        var key = Text(header, record + TextKey);
        return (Encoding.UTF8.GetString(key), Encoding.UTF8.GetString(Text(header, record + TextKey + key.Length + 1)));
    }

    /// <summary>Sorts a list by relinking it; takes no memory but the stack's. Returns its first record.</summary>
    public static int Sort(Span<byte> header, int first, Order order)
    {
        Span<int> runs = stackalloc int[32];   // runs[i]: 2^i records in order, or none; 2^31 records are more than any header holds
        runs.Fill(None);
        while (first != None)
        {
            var run = first;
            first = Next(header, run);
            SetNext(header, run, None);
            var i = 0;
            for (; runs[i] != None; i++)
            {
                run = Merge(header, runs[i], run, order);
                runs[i] = None;
            }
            runs[i] = run;
        }
        var all = None;
        foreach (var run in runs)
            all = Merge(header, run, all, order);
        return all;
    }

    static int Merge(Span<byte> header, int left, int right, Order order)
    {
        int first = None, last = None;
        while (left != None || right != None)
        {
            ref var smaller = ref (right == None || (left != None && order(header, left, right) <= 0) ? ref left : ref right);
            if (last == None)
                first = smaller;
            else
                SetNext(header, last, smaller);
            last = smaller;
            smaller = Next(header, last);
        }
        return first;
    }

    static void SetNext(Span<byte> header, int record, int next) => BinaryPrimitives.WriteInt32LittleEndian(header[record..], next);
}
