using Rag.Encoders.Text.Tokenizers;
using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Tests.Encoders.Text.Tokenizers;

public sealed class VocabularyReplacementTests
{
    private const string Path = "golden/tokenizers/bert-uncased/tokenizer.json";

    [SharedFact(Path)]
    public void A_smaller_vocabulary_with_new_characters_is_written_and_read()
    {
        using var folder = new TemporaryFolder();
        var target = folder["tokenizer.json"];
        string[] tokens = ["[PAD]", "[SEP]", "[CLS]", "[MASK]", "[UNK]", "hello", "##s", "潮"];

        VocabularyReplacement.Write(SharedData.Path(Path), target, tokens);

        var tokenizer = Tokenizer.Load(target);
        Assert.Equal(tokens.Length, tokenizer.Count);
        Assert.Equal([2, 5, 6, 7, 4, 1], tokenizer.Encode("Hellos潮水").Ids);
        Assert.Equal("hellos 潮", tokenizer.Decode([2, 5, 6, 7, 1]));
    }

    [SharedFact(Path)]
    public void A_vocabulary_without_a_token_that_the_file_needs_is_refused()
    {
        var source = SharedData.Path(Path);
        string[] tokens = ["[PAD]", "[SEP]", "[CLS]", "[UNK]", "hello"];

        var missing = Assert.Throws<TokenizerException>(() => VocabularyReplacement.Write(source, "unused", tokens));
        var twice = Assert.Throws<TokenizerException>(() => VocabularyReplacement.Write(source, "unused", [.. tokens, "[MASK]", "hello"]));

        Assert.Contains("\"[MASK]\"", missing.Message, StringComparison.Ordinal);
        Assert.Contains("twice", twice.Message, StringComparison.Ordinal);
    }
}
