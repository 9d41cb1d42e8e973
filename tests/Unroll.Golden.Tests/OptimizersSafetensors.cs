using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Unroll.Golden.Tests;

/// <summary>The tensors of a golden file as doubles, by name. Reads files of our own making: no guard against hostile ones, which is the library reader's work.</summary>
static class OptimizersSafetensors
{
    internal static Dictionary<string, double[]> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        var tensors = new Dictionary<string, double[]>();
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
                continue;
            var offsets = entry.Value.GetProperty("data_offsets");
            var start = 8 + headerLength + offsets[0].GetInt32();
            var data = bytes.AsSpan(start, 8 + headerLength + offsets[1].GetInt32() - start);
            tensors[entry.Name] = entry.Value.GetProperty("dtype").GetString() switch
            {
                "F32" => MemoryMarshal.Cast<byte, float>(data).ToArray().Select(v => (double)v).ToArray(),
                "F64" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
                var other => throw new NotSupportedException($"{path}: '{entry.Name}' is of type {other}."),
            };
        }
        return tensors;
    }
}
