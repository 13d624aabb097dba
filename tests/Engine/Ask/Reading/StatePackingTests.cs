using Rag.Engine.Ask.Reading;
using Rag.Memory;

namespace Rag.Tests.Engine.Ask.Reading;

public sealed class StatePackingTests
{
    [Theory]
    [InlineData(StateForm.EightBits, 0.01f)]
    [InlineData(StateForm.SixteenBits, 0.0005f)]
    public void A_number_comes_back_within_a_share_of_its_vectors_largest(StateForm form, float share)
    {
        var random = new Random(1);
        const int tokens = 9;
        float[] states = Numbers(tokens * 12, 1), alignment = Numbers(tokens * 5, 1e-3);
        states.AsSpan(24, 12).Clear(); // a vector of zeros

        var packed = StatePacking.Pack(form, tokens, states, alignment);
        float[] statesBack = new float[states.Length], alignmentBack = new float[alignment.Length];
        StatePacking.Unpack(form, packed, tokens, statesBack, alignmentBack);

        Assert.Equal(StatePacking.Length(form, tokens, 12, 5), packed.Length);
        Compare(states, statesBack, 12, share);
        Compare(alignment, alignmentBack, 5, share);

        float[] Numbers(int count, double size) => [.. Enumerable.Range(0, count).Select(_ => (float)(size * ((2 * random.NextDouble()) - 1)))];
    }

    [Fact]
    public void Bytes_of_another_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => StatePacking.Unpack(StateForm.EightBits, new byte[10], 2, new float[8]));

    private static void Compare(float[] expected, float[] actual, int width, float share)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            var largest = expected.AsSpan(i / width * width, width).ToArray().Max(MathF.Abs);
            Assert.InRange(actual[i], expected[i] - (share * largest), expected[i] + (share * largest));
        }
    }
}
