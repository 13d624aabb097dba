using Rag.Engine.Caption;

namespace Rag.Tests.Engine.Caption;

/// <summary>A captioner of few numbers that knows nothing, and things for it to read.</summary>
internal static class SmallCaptioner
{
    public const int Cells = 5;

    private const int Most = 4;

    public static CaptionVocabulary Vocabulary { get; } = new(["a", "the", "dog", "cat", "red", "blue", "runs", "sits", "on", "grass", "狗", "跑"]);

    public static CaptionerOptions Options { get; } = new()
    {
        Vocabulary = Vocabulary.Count,
        PatchWidth = 6,
        Width = 16,
        Heads = 2,
        Layers = 2,
        Words = 8,
        Retrieved = 3,
        Dropout = 0.3,
    };

    public static CaptionDecoder Decoder(long seed = 1)
    {
        torch.manual_seed(seed);
        var decoder = new CaptionDecoder(Options);
        using var off = no_grad();
        foreach (var parameter in decoder.parameters()) parameter.add_(0.3 * torch.randn_like(parameter)); // so that all of it matters
        decoder.eval();
        return decoder;
    }

    public static Tensor Patches(int pictures, long seed = 2)
    {
        torch.manual_seed(seed);
        return torch.randn(Most, Cells, Options.PatchWidth).narrow(0, 0, pictures); // the numbers of a row depend on how many there are
    }

    public static RetrievedCaptions Retrieved(Lexicon lexicon, params string[] captions)
    {
        var words = captions.SelectMany((caption, rank) => CaptionWords.Of(caption).Select((word, place) => (word, place, rank))).ToList();
        return new RetrievedCaptions(
            [.. words.Select(word => lexicon.Id(word.word))], [.. words.Select(word => word.place)], [.. words.Select(word => word.rank)], [.. words.Select((_, i) => 0.1f * (i % 5))]);
    }
}
