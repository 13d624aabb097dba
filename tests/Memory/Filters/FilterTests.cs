using Rag.Memory.Embedded;
using Rag.Memory.Filters;
using Rag.Memory.Tests.Embedded;

namespace Rag.Memory.Tests.Filters;

/// <summary>Every filter against a plain look at every item.</summary>
public sealed class FilterTests : IDisposable
{
    private static readonly string[] _values = ["", "a", "ab", "b", "7", "-3.5", "12", "1e3", "NaN", "é", "中文", "\uD83D\uDE00", "\uD800", "\uFFFD",
        new('x', 64), new('x', 65), new string('x', 65) + "y", "=!\0"];
    private static readonly string[] _names = ["n", "", "n=", "\0", "\uDC00", "\uFFFD", "長い"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_filter_finds_what_a_look_at_every_item_finds()
    {
        var random = new Random(11);
        await using var store = EmbeddedMemory.Open(_folder.Path);
        for (var s = 0; s < 40; s++)
        {
            var source = $"{"ab"[s % 2]}/{s}";
            store.Replace(source, "1", [.. Enumerable.Range(0, 10).Select(i => Make(source, i, random))]);
            if (s % 5 == 0) store.Commit();
            if (s % 7 == 0) store.Delete([$"a/{s / 2 * 2}#3"]);
        }
        store.Commit();

        var items = store.Scan().ToList();
        Assert.Equal(store.Count, items.Count);
        var matching = 0;
        foreach (var filter in Filters(random))
        {
            var expected = items.Where(filter.Matches).Select(item => item.Id).ToList();
            Assert.Equal(expected, store.Scan(filter).Select(item => item.Id));
            Assert.Equal(expected.Order(), store.Search(new SearchQuery { Words = "tulip", K = 1000, Filter = filter }).Select(hit => hit.Item.Id).Order());
            matching += expected.Count > 0 ? 1 : 0;
        }
        Assert.InRange(matching, 40, 500);
    }

    private static IEnumerable<Filter> Filters(Random random)
    {
        foreach (var name in _names)
        {
            foreach (var value in _values) yield return Filter.Equal(Field.Metadata(name), value);
            foreach (var prefix in _values) yield return new StartsWith(Field.Metadata(name), prefix);
            yield return new OneOf(Field.Metadata(name), [.. _values.Where((_, i) => i % 3 == 0)]);
            yield return new Between(name, -4, 7);
            yield return new Between(name, null, null);
            yield return new Between(name, 1000, null);
        }
        yield return Filter.Equal(Field.Modality, "audio");
        yield return new StartsWith(Field.Modality, "");
        yield return Filter.Equal(Field.Source, "a/4");
        yield return new OneOf(Field.Source, ["a/4", "b/5", "c"]);
        yield return new StartsWith(Field.Source, "b/");
        yield return new During(Day(3), Day(8));
        yield return new During(null, Day(3));
        yield return new During(null, null);
        yield return Filter.All();
        for (var i = 0; i < 20; i++)
        {
            yield return Filter.All(
                new StartsWith(Field.Source, "a"), new During(Day(random.Next(5)), null), new Between("n", random.Next(-5, 10), null));
        }
    }

    private static Item Make(string source, int ordinal, Random random)
    {
        var metadata = new Dictionary<string, string>();
        foreach (var name in _names)
        {
            if (random.Next(3) > 0) metadata[name] = _values[random.Next(_values.Length)];
        }
        return new Item
        {
            Source = source,
            Ordinal = ordinal,
            Text = "tulip",
            Modality = (Modality)random.Next(3),
            Time = random.Next(4) == 0 ? null : Day(random.Next(10)),
            Metadata = metadata,
        };
    }

    private static DateTimeOffset Day(int day) => new(2024, 1, 1 + day, 12, 0, 0, TimeSpan.FromHours(day - 5));
}
