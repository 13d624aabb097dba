using Rag.Memory.Vectors;

namespace Rag.Memory.Tests.Vectors;

public sealed class DotProductTests
{
    [Fact]
    public void Products_of_floats_are_those_of_the_plain_sum()
    {
        var random = new Random(1);
        for (var length = 0; length <= 256; length++)
        {
            var (a, b) = (VectorFixture.Random(random, length), VectorFixture.Random(random, length));
            var expected = 0.0;
            var size = 0.0;
            for (var i = 0; i < length; i++)
            {
                expected += (double)a[i] * b[i];
                size += Math.Abs((double)a[i] * b[i]);
            }
            Assert.Equal(expected, DotProduct.Of(a.AsSpan(), b), 1e-6 * size + 1e-12);
        }
    }

    [Fact]
    public void Products_of_codes_are_exact_at_their_largest_too()
    {
        var random = new Random(2);
        for (var length = 0; length <= 256; length++)
        {
            for (var kind = 0; kind < 3; kind++)
            {
                sbyte Code() => kind == 0 ? (sbyte)random.Next(-127, 128) : kind == 1 ? (sbyte)127 : (sbyte)-127;
                sbyte[] a = [.. Enumerable.Range(0, length).Select(_ => Code())];
                sbyte[] b = [.. Enumerable.Range(0, length).Select(_ => Code())];
                Assert.Equal(Enumerable.Range(0, length).Sum(i => a[i] * b[i]), DotProduct.Of(a.AsSpan(), b));
            }
        }
    }

    [Fact]
    public void Vectors_of_different_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => DotProduct.Of(new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => DotProduct.Of(new sbyte[64], new sbyte[65]));
    }

    [Fact]
    public void Codes_keep_a_vector_to_half_a_step()
    {
        var random = new Random(3);
        var vector = VectorFixture.Random(random, 200);
        var (codes, scale) = CodedVector.Of(vector);
        Assert.Equal(127, codes.Max(code => Math.Abs((int)code)));
        for (var i = 0; i < vector.Length; i++) Assert.Equal(vector[i], scale * codes[i], 0.501 * scale);
    }
}
