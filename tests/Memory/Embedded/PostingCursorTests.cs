using System.Runtime.InteropServices;
using Rag.Memory.Embedded.Storage;

namespace Rag.Memory.Tests.Embedded;

public sealed class PostingCursorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1000)]
    public void Leaping_finds_what_reading_finds(int count)
    {
        var random = new Random(count);
        (int Item, int Count)[] items = [.. Numbers(random, count)];
        for (var round = 0; round < 50; round++)
        {
            Walk(items, cursor =>
            {
                for (var target = 0; cursor.Item != PostingCursor.End; target += 1 + random.Next(1 << random.Next(1, 14)))
                {
                    if (random.Next(4) == 0) cursor.BlockOf(Math.Max(target, cursor.Item));
                    var expected = items.FirstOrDefault(posting => posting.Item >= Math.Max(target, cursor.Item), (Item: PostingCursor.End, Count: 0));
                    cursor.SeekTo(target);
                    Assert.Equal(expected.Item, cursor.Item);
                    if (cursor.Item != PostingCursor.End) Assert.Equal(expected.Count, cursor.Count);
                }
            });
        }
    }

    [Fact]
    public void No_posting_scores_more_than_its_block_allows()
    {
        var random = new Random(9);
        for (var round = 0; round < 200; round++)
        {
            var block = PostingBlock.Empty;
            var postings = Enumerable.Range(0, 1 + random.Next(PostingBlock.Size)).Select(i => (Count: 1 + random.Next(1 + random.Next(9)), Length: random.Next(100_000))).ToList();
            foreach (var (count, length) in postings) block.Add(0, count, length);
            var (shortNorm, perWord) = (2 * random.NextDouble(), random.NextDouble() / 100);
            var best = postings.Max(posting => posting.Count / (posting.Count + shortNorm + perWord * posting.Length));
            Assert.InRange(block.Bound(shortNorm, perWord), best, 1);
            if (postings.All(posting => posting is { Count: < 4, Length: < ushort.MaxValue - 1 })) Assert.Equal(best, block.Bound(shortNorm, perWord), 1e-12);
        }
    }

    private static unsafe void Walk((int Item, int Count)[] items, Action<PostingCursor> use)
    {
        var (blocks, postings) = (new List<PostingBlock>(), new PostingWriter());
        foreach (var chunk in items.Chunk(PostingBlock.Size))
        {
            var block = PostingBlock.Empty;
            foreach (var (item, count) in chunk)
            {
                postings.Add(item, count);
                block.Add(item, count, 10);
            }
            block.End = postings.Written.Length;
            blocks.Add(block);
        }
        var table = CollectionsMarshal.AsSpan(blocks);
        fixed (byte* bytes = postings.Written)
        fixed (PostingBlock* first = table)
        {
            use(new PostingCursor(bytes, postings.Written.Length, first, items.Length > PostingBlock.Size ? blocks.Count : 0));
        }
    }

    private static IEnumerable<(int Item, int Count)> Numbers(Random random, int count)
    {
        for (var (i, item) = (0, random.Next(3)); i < count; i++, item += 1 + random.Next(1 << random.Next(8)))
            yield return (item, 1 + (random.Next(2) == 0 ? 0 : random.Next(300)));
    }
}
