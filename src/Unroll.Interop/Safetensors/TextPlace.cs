namespace Unroll.Interop.Safetensors;

/// <summary>Where in a header a text is, as UTF-8 without escapes.</summary>
readonly record struct TextPlace(int Start, int Length);
