using Rag.Files.Pictures.Jpeg;

namespace Rag.Tests.Files.Pictures.Jpeg;

public sealed class InverseDctTests
{
    [Fact]
    public void Samples_are_those_of_the_definition()
    {
        var random = new Random(5);
        var quantization = new int[64];
        for (var i = 0; i < 64; i++) quantization[i] = random.Next(1, 30);
        for (var trial = 0; trial < 200; trial++)
        {
            var block = new short[64];
            for (var i = random.Next(0, 20); i >= 0; i--) block[random.Next(64)] = (short)random.Next(-20, 21);
            var samples = new byte[64];

            InverseDct.Transform(block, quantization, samples, 8);

            for (var i = 0; i < 64; i++) Assert.Equal(Math.Clamp(Definition(block, quantization, i / 8, i % 8) + 128, 0, 255), samples[i], 1.01);
        }
    }

    // T.81, A.3.3.
    private static double Definition(short[] block, int[] quantization, int y, int x)
    {
        var sum = 0.0;
        for (var v = 0; v < 8; v++)
        {
            for (var u = 0; u < 8; u++)
            {
                var norm = (u == 0 ? Math.Sqrt(0.5) : 1) * (v == 0 ? Math.Sqrt(0.5) : 1) / 4;
                sum += norm * block[8 * v + u] * quantization[8 * v + u] * Math.Cos((2 * x + 1) * u * Math.PI / 16) * Math.Cos((2 * y + 1) * v * Math.PI / 16);
            }
        }
        return sum;
    }
}
