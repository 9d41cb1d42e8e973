using System;
using System.Buffers.Binary;
using System.Text;

namespace Unroll.Interop.Tests.Safetensors;

/// <summary>Builds files by hand, right or wrong.</summary>
static class RawFile
{
    public static byte[] Of(string header, int dataBytes = 0) => Of(Encoding.UTF8.GetBytes(header), dataBytes);

    public static byte[] Of(ReadOnlySpan<byte> header, int dataBytes = 0) => Announcing((ulong)header.Length, header, dataBytes);

    public static byte[] Announcing(ulong length, ReadOnlySpan<byte> header, int dataBytes = 0)
    {
        var file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        header.CopyTo(file.AsSpan(8));
        for (var i = 0; i < dataBytes; i++)
            file[8 + header.Length + i] = (byte)i;
        return file;
    }
}
