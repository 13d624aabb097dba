using Rag.Torch.Kernels.Storage;

namespace Rag.Torch.Tests.Kernels.Storage;

public sealed unsafe class HalfPrecisionTests
{
    [Fact]
    public void Every_half_is_widened_and_narrowed_to_itself()
    {
        ushort[] halves = [.. Enumerable.Range(0, 65536).Select(i => (ushort)i)], back = new ushort[65536];
        using var wide = new Floats(65536);
        fixed (ushort* h = halves, b = back)
        {
            HalfPrecision.FromFloat16(h, wide, 65536);
            HalfPrecision.ToFloat16(wide, b, 65536);
        }
        for (int i = 0; i < 65536; i++)
        {
            var half = BitConverter.UInt16BitsToHalf((ushort)i);
            Assert.Equal((float)half, wide[i]);
            if (!Half.IsNaN(half)) Assert.Equal(i, back[i]);
            else Assert.True(Half.IsNaN(BitConverter.UInt16BitsToHalf(back[i])));
        }
    }

    [Fact]
    public void Narrowing_rounds_as_the_runtime_does_for_every_length()
    {
        var random = new Random(1);
        for (int n = 0; n <= 256; n++)
        {
            using var wide = new Floats(n);
            for (int i = 0; i < n; i++) wide[i] = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (n > 3) (wide[0], wide[1], wide[2]) = (65519.9f, 65520, 5.9e-8f);
            var (half, brain) = (new ushort[n + 1], new ushort[n + 1]);
            fixed (ushort* h = half, b = brain)
            {
                HalfPrecision.ToFloat16(wide, h, n);
                HalfPrecision.ToBFloat16(wide, b, n);
                using var again = new Floats(n);
                HalfPrecision.FromBFloat16(b, again, n);
                for (int i = 0; i < n; i++)
                {
                    Assert.Equal(BitConverter.Int32BitsToSingle(brain[i] << 16), again[i]);
                    if (float.IsNormal(wide[i]) && Math.Abs(wide[i]) < 3e38f)
                        Assert.True(Math.Abs(again[i] - wide[i]) <= Math.Abs(wide[i]) / 256);
                }
            }
            for (int i = 0; i < n; i++)
            {
                var expected = (Half)wide[i];
                if (Half.IsNaN(expected)) Assert.True(Half.IsNaN(BitConverter.UInt16BitsToHalf(half[i])));
                else Assert.Equal(BitConverter.HalfToUInt16Bits(expected), half[i]);
            }
        }
    }
}
