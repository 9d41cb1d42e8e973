namespace Unroll.Interop.Safetensors;

/// <summary>What a header says of one tensor; the bytes are from <c>Begin</c> to before <c>End</c> of the data.</summary>
readonly record struct SafetensorsEntry(string Name, SafetensorsType Type, long[] Shape, long Begin, long End);
