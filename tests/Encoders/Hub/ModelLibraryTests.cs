using Rag.Encoders.Hub;

namespace Rag.Encoders.Tests.Hub;

public sealed class ModelLibraryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelLibrary _library;

    public ModelLibraryTests()
    {
        _library = new ModelLibrary(_folder["pulled"], _folder["shipped"]);
        _folder.Write("shipped/text/config.json", "{}");
        _folder.Write("pulled/owner/tiny/config.json", "{}");
        new PulledModel("owner/tiny", "http://hub", "main", "abc", [new PulledFile("config.json", 2, "")]).Write(_folder["pulled/owner/tiny"]);
        new PulledModel("single", "http://hub", "main", null, []).Write(Directory.CreateDirectory(_folder["pulled/single"]).FullName);
        _folder.Write("pulled/owner/half.part/pulled.json", "{}");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shipped_and_pulled_models_are_listed_and_unfinished_ones_are_not()
    {
        Assert.Equal(["text", "owner/tiny", "single"], _library.List().Select(model => model.Name));
        Assert.Equal(2, _library.List()[0].Size);
    }

    [Theory]
    [InlineData("text", "shipped/text")]
    [InlineData("owner/tiny", "pulled/owner/tiny")]
    [InlineData("single", "pulled/single")]
    public void A_model_is_found_by_the_name_it_is_called_by(string name, string folder)
    {
        Assert.Equal(_folder[folder], _library.Find(name));
        Assert.Equal(name, _library.NameOf(_folder[folder]));
    }

    [Fact]
    public void Any_other_folder_is_called_by_its_path()
    {
        var other = Directory.CreateDirectory(_folder["elsewhere/model"]).FullName;
        Assert.Equal(other, _library.Find(other));
        Assert.Equal(other, _library.NameOf(other));
    }

    [Fact]
    public void A_model_that_is_not_at_hand_is_refused_with_what_to_do()
    {
        var refusal = Assert.Throws<HubException>(() => _library.Find("owner/none"));
        Assert.Contains("rag models pull", refusal.Message);
        Assert.Throws<HubException>(() => _library.FolderOf("../evil"));
        Assert.Throws<HubException>(() => _library.FolderOf("a/b/c"));
    }

    [Fact]
    public void The_environment_says_where_models_lie()
    {
        Assert.Equal("/a", ModelLibrary.OfUser(name => name == "RAG_MODELS" ? "/a" : null).Root);
        Assert.Equal("/b/rag/models", ModelLibrary.OfUser(name => name == "XDG_CACHE_HOME" ? "/b" : null).Root);
        Assert.EndsWith("/.cache/rag/models", ModelLibrary.OfUser(_ => null).Root);
    }
}
