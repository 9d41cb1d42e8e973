using System;
using System.Linq;
using Unroll.Interop.Onnx;
using static Unroll.Interop.Tests.Onnx.WireFile;

namespace Unroll.Interop.Tests.Onnx;

public sealed class OnnxTensorTests
{
    const int Floats = 4, Ints = 5, Longs = 7, Doubles = 10, Unsigned = 11;

    static OnnxTensor Listed(int type, int field, params ulong[] numbers) =>
        OnnxTensor.Read([.. Whole(1, numbers.Length), .. Whole(2, type), .. Block(field, numbers.SelectMany(Varint))]);

    [Theory]
    [InlineData(1, new byte[] { 0, 0, 0xC0, 0x3F }, 1.5)]
    [InlineData(10, new byte[] { 0, 0x3E }, 1.5)]
    [InlineData(16, new byte[] { 0xC0, 0x3F }, 1.5)]
    [InlineData(11, new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F }, 1.5)]
    public void ToDoubles_OfEveryRealType_IsExact(int type, byte[] bytes, double wanted) => Assert.Equal([wanted], OnnxTensor.Read(Tensor("x", type, [1], bytes)).ToDoubles());

    [Theory]
    [InlineData(2, new byte[] { 0xFF }, 255)]
    [InlineData(3, new byte[] { 0xFF }, -1)]
    [InlineData(9, new byte[] { 1 }, 1)]
    [InlineData(4, new byte[] { 0xFF, 0xFF }, 65535)]
    [InlineData(5, new byte[] { 0xFF, 0xFF }, -1)]
    [InlineData(6, new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }, -2)]
    [InlineData(12, new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }, 4294967294)]
    [InlineData(7, new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, -2)]
    [InlineData(13, new byte[] { 1, 0, 0, 0, 0, 0, 0, 0x7F }, 0x7F00000000000001)]
    public void ToIntegers_OfEveryWholeType_IsExact(int type, byte[] bytes, long wanted) => Assert.Equal([wanted], OnnxTensor.Read(Tensor("x", type, [1], bytes)).ToIntegers());

    [Fact]
    public void Read_NumbersInLists_GivesWhatBytesGive()
    {
        Assert.Equal([1.5, -2], OnnxTensor.Read([.. Whole(1, 2), .. Whole(2, 1), .. Block(Floats, Little(1.5f), Little(-2))]).ToDoubles());
        Assert.Equal([1.5], OnnxTensor.Read([.. Whole(1, 1), .. Whole(2, 11), .. Block(Doubles, BitConverter.GetBytes(1.5))]).ToDoubles());
        Assert.Equal([1.5], Listed(10, Ints, 0x3E00).ToDoubles());
        Assert.Equal([1.5], Listed(16, Ints, 0x3FC0).ToDoubles());
        Assert.Equal([-1L, 7], Listed(6, Ints, ulong.MaxValue, 7).ToIntegers());
        Assert.Equal([-1L], Listed(5, Ints, ulong.MaxValue).ToIntegers());
        Assert.Equal([-1L], Listed(3, Ints, ulong.MaxValue).ToIntegers());
        Assert.Equal([255L], Listed(2, Ints, 255).ToIntegers());
        Assert.Equal([-1L], Listed(7, Longs, ulong.MaxValue).ToIntegers());
        Assert.Equal([4294967295L], Listed(12, Unsigned, 4294967295).ToIntegers());
        Assert.Equal([long.MaxValue], Listed(13, Unsigned, long.MaxValue).ToIntegers());
    }

    [Fact]
    public void Read_NoSizesOrASizeOfZero_GivesOneNumberOrNone()
    {
        Assert.Equal([1L], OnnxTensor.Read(Tensor("x", 2, [], 1)).ToIntegers());
        Assert.Empty(OnnxTensor.Read(Tensor("x", 1, [0, long.MaxValue])).ToFloats());
        Assert.Empty(OnnxTensor.Read([.. Whole(1, 0), .. Whole(2, 1)]).ToFloats());
    }

    [Fact]
    public void ToArrays_WithALoss_AreRefused()
    {
        Assert.Contains("holds Int64; real numbers were wanted", Assert.Throws<OnnxException>(() => Listed(7, Longs, 1).ToDoubles()).Message, StringComparison.Ordinal);
        Assert.Contains("holds Double, which does not fit", Assert.Throws<OnnxException>(() => OnnxTensor.Read(Tensor("x", 11, [1], new byte[8])).ToFloats()).Message, StringComparison.Ordinal);
        Assert.Contains("holds Float; whole numbers were wanted", Assert.Throws<OnnxException>(() => OnnxTensor.Read(Tensor("x", 1, [1], new byte[4])).ToIntegers()).Message, StringComparison.Ordinal);
        Assert.Contains("above 2^63 - 1", Assert.Throws<OnnxException>(() => Listed(13, Unsigned, ulong.MaxValue).ToIntegers()).Message, StringComparison.Ordinal);
    }
}
