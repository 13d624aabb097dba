using System.Text;
using Rag.Memory.Embedded.Storage;

namespace Rag.Memory.Tests.Embedded;

public sealed class BytesTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        ulong[] numbers = [0, 1, 127, 128, 300, uint.MaxValue, ulong.MaxValue];
        string[] texts = ["", "plain", "Ünïcode 目录 \uD83D\uDE00", "\uD83D", "\uDE00\uD83D", "a\uD83D\uDE00\uD83D"];
        var writer = new ByteWriter();
        foreach (var number in numbers) writer.Varint(number);
        foreach (var text in texts) writer.Text(text);
        writer.Int64(long.MinValue);

        var reader = new ByteReader(writer.Written);
        foreach (var number in numbers) Assert.Equal(number, reader.Varint());
        foreach (var text in texts) Assert.Equal(text, reader.Text());
        Assert.Equal(long.MinValue, reader.Int64());
        Assert.Equal(0, reader.Left);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 10, 65 })]
    public void Bytes_that_end_too_early_are_refused(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => new ByteReader(bytes).Text());

    // The check value of CRC-32C in Williams's catalogue.
    [Fact]
    public void The_checksum_is_the_standard_one() => Assert.Equal(0xE3069283u, Checksum.Of("123456789"u8));

    [Fact]
    public void A_checksum_in_parts_equals_the_whole()
    {
        var bytes = Encoding.ASCII.GetBytes("a text that is longer than eight bytes");
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var state = Checksum.Continue(Checksum.Continue(Checksum.Start, bytes.AsSpan(0, cut)), bytes.AsSpan(cut));
            Assert.Equal(Checksum.Of(bytes), Checksum.Finish(state));
        }
    }

    [Fact]
    public void Postings_come_back_as_they_were()
    {
        var random = new Random(5);
        var expected = new List<(int Item, int Count)>();
        var writer = new PostingWriter();
        for (var item = random.Next(3); item < int.MaxValue / 2; item += 1 + random.Next(1 << random.Next(25)))
            expected.Add((item, 1 + (random.Next(2) == 0 ? 0 : random.Next(100_000))));
        foreach (var (item, count) in expected) writer.Add(item, count);

        var reader = new PostingReader(writer.Written);
        foreach (var (item, count) in expected)
        {
            Assert.True(reader.Read());
            Assert.Equal((item, count), (reader.Item, reader.Count));
        }
        Assert.False(reader.Read());
        Assert.Equal(expected.Count, writer.Items);
    }
}
