using Rag.Encoders.Checkpoints;
using Rag.Engine.Caption.Retrieval;

namespace Rag.Engine.Caption;

/// <summary>Says what is on pictures, by their patches and by captions that were retrieved for them. Safe for concurrent use.</summary>
public sealed class Captioner : IDisposable
{
    private readonly CaptionDecoder _decoder;
    private readonly CaptionVocabulary _vocabulary;

    /// <param name="decoder">Is disposed of with this.</param>
    /// <exception cref="ArgumentException">The vocabulary has another number of words than the decoder.</exception>
    public Captioner(CaptionDecoder decoder, CaptionVocabulary vocabulary)
    {
        if (decoder.Options.Vocabulary != vocabulary.Count) throw new ArgumentException($"A decoder of {decoder.Options.Vocabulary} words has no use for {vocabulary.Count}.", nameof(vocabulary));
        (_decoder, _vocabulary) = (decoder, vocabulary);
    }

    /// <summary>The model's sizes.</summary>
    public CaptionerOptions Options => _decoder.Options;

    /// <summary>Opens the captioner of a folder.</summary>
    /// <exception cref="CheckpointException">The folder holds none, or is damaged.</exception>
    public static Captioner Open(string path)
    {
        using var folder = ModelFolder.Open(path);
        var decoder = CaptionDecoder.Open(folder);
        var vocabulary = CaptionVocabulary.Read(folder);
        return decoder.Options.Vocabulary == vocabulary.Count
            ? new Captioner(decoder, vocabulary)
            : throw folder.Config.Bad($"\"vocab_size\" is {decoder.Options.Vocabulary}, but {CaptionVocabulary.FileName} makes it {vocabulary.Count}");
    }

    /// <summary>Saves everything that <see cref="Open"/> reads.</summary>
    public void Save(string folder)
    {
        _decoder.Save(folder);
        _vocabulary.Save(folder);
    }

    /// <summary>The best caption of each picture.</summary>
    /// <inheritdoc cref="Propose"/>
    public IReadOnlyList<CaptionCandidate> Write(
        Tensor patches, IReadOnlyList<CaptionPool?> pools, NGramSpace? grams, CaptionWritingOptions options, CancellationToken cancellation = default) =>
        [.. Propose(patches, pools, grams, options, cancellation).Select(candidates => candidates.MaxBy(candidate => candidate.Score(options.AgreementWeight))!)];

    /// <summary>The captions of each picture that a beam search ends with, in no order.</summary>
    /// <param name="patches">(pictures, cells, patch width), float32.</param>
    /// <param name="pools">What was retrieved for each picture; null where nothing was.</param>
    /// <param name="grams">The n-grams of the memory that it was retrieved from; null without one.</param>
    public IReadOnlyList<IReadOnlyList<CaptionCandidate>> Propose(
        Tensor patches, IReadOnlyList<CaptionPool?> pools, NGramSpace? grams, CaptionWritingOptions options, CancellationToken cancellation = default)
    {
        using var mode = torch.inference_mode();
        using var scope = NewDisposeScope();
        var (lexicon, memory) = Recall(patches, pools);
        var beams = new CaptionSearch(_decoder, lexicon, options).Write(memory, options.Language, cancellation);
        return [.. beams.Zip(pools, IReadOnlyList<CaptionCandidate> (ofPicture, pool) => [.. ofPicture.Select(beam => Judge(beam, pool))])];

        CaptionCandidate Judge(CaptionBeam beam, CaptionPool? pool)
        {
            string[] words = [.. beam.Words.Select(lexicon.Word)];
            return new CaptionCandidate(words, beam.Score(options.LengthPower), pool is null || grams is null ? 0 : pool.Agreement(grams.Of(words)));
        }
    }

    /// <summary>What a caption of one picture came from.</summary>
    /// <param name="patches">Of the picture, (1, cells, patch width), float32.</param>
    /// <param name="pool">What was retrieved when the caption was written.</param>
    public CaptionExplanation Explain(Tensor patches, CaptionPool? pool, CaptionCandidate caption, CaptionLanguage language)
    {
        using var mode = torch.inference_mode();
        using var scope = NewDisposeScope();
        var (lexicon, memory) = Recall(patches, [pool]);
        var best = pool?.Best(Options.Retrieved, Options.Words) ?? [];
        int[] ids = [.. caption.Words.Select(lexicon.Id)];
        return new CaptionExplanation(
            ids.Length == 0 ? [] : CaptionExplainer.Explain(_decoder, memory, lexicon, language, ids, [.. best.Select(retrieved => retrieved.Source)]),
            [.. best.Select(retrieved => (CaptionWords.Join(retrieved.Words), retrieved.Source))]);
    }

    /// <summary>Lets the weights go.</summary>
    public void Dispose() => _decoder.Dispose();

    private (Lexicon Lexicon, CaptionMemory Memory) Recall(Tensor patches, IReadOnlyList<CaptionPool?> pools)
    {
        var lexicon = new Lexicon(_vocabulary);
        RetrievedCaptions[] retrieved = [.. pools.Select(pool => pool?.Retrieve(lexicon, Options) ?? RetrievedCaptions.None)];
        return (lexicon, CaptionMemory.Of(patches, retrieved, (_, word) => lexicon.Told(word)));
    }
}
