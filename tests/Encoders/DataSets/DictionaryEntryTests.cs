using Rag.Encoders.DataSets;

namespace Rag.Tests.Encoders.DataSets;

public sealed class DictionaryEntryTests
{
    [Fact]
    public void Words_come_with_their_meanings_and_without_remarks_and_pointers()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("cedict.u8", """
            # CC-CEDICT
            公園 公园 [gong1 yuan2] /park (for public recreation)/CL:個|个[ge4],座[zuo4]/
            狗 狗 [gou3] /dog/
            喫 喫 [chi1] /old variant of 吃[chi1]/
            """);

        var entries = DictionaryEntry.ReadAll(path);

        Assert.Equal([("公園", "公园"), ("狗", "狗")], entries.Select(entry => (entry.Traditional, entry.Simplified)));
        Assert.Equal([["park"], ["dog"]], entries.Select(entry => entry.Glosses));
    }

    [Fact]
    public void A_line_of_another_kind_is_refused_with_its_number()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("cedict.u8", "狗 狗 [gou3] /dog/\nnot an entry\n");

        var error = Assert.Throws<DataSetException>(() => DictionaryEntry.ReadAll(path));

        Assert.StartsWith($"{path}: line 2:", error.Message, StringComparison.Ordinal);
        Assert.Throws<DataSetException>(() => DictionaryEntry.ReadAll(folder["absent.u8"]));
    }
}
