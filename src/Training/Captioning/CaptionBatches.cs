using Rag.Engine.Caption;

namespace Rag.Training.Captioning;

/// <summary>Pictures of a step in one view each, with what was retrieved for them in a language.</summary>
/// <param name="Numbers">Which of the training pictures.</param>
/// <param name="Mirrored">Whether each is seen in a mirror.</param>
/// <param name="Retrieved">What each is given to read; nothing where that is hidden.</param>
/// <param name="Held">Words that each must copy.</param>
internal sealed record DrawnPictures(
    LanguageData Language, int[] Numbers, bool[] Mirrored, RetrievedCaptions[] Retrieved, HashSet<int>[] Held, CaptionMemory Memory);

/// <summary>Draws the batches of a run. What a batch holds follows from the seed and the step alone.</summary>
/// <param name="retrieved">For each language, for each view, for each picture.</param>
internal sealed class CaptionBatches(
    CaptionData data, PictureViews views, IReadOnlyDictionary<CaptionLanguage, RetrievedCaptions[][]> retrieved, CaptionerOptions sizes, CaptionTrainingOptions options, long seed)
{
    private readonly int _vocabulary = data.Lexicon.Vocabulary.Count;
    private (int Pass, int[] Order) _shuffled = (-1, []);

    /// <summary>Steps that see each picture once.</summary>
    public int InPass => Math.Max(1, data.Learned.Count / options.Pictures);

    /// <summary>One batch for each language, of the same views of the same pictures, each with some of its captions.</summary>
    public IReadOnlyList<CaptionBatch> Of(int step)
    {
        var random = new Random(HashCode(step, 1));
        return [.. Draw(step, random, options.HeldOutWords).Select(drawn => Lay(
            drawn, [.. drawn.Numbers.Zip(drawn.Mirrored, (picture, mirrored) => CaptionsOf(drawn.Language, picture, mirrored, random))], drawn.Language.Each, random))];
    }

    /// <summary>The pictures of a step, for each language; no words are held out.</summary>
    public IReadOnlyList<DrawnPictures> Draw(int step) => Draw(step, new Random(HashCode(step, 1)), heldOutWords: 0);

    /// <summary>Lays captions of pictures in rows.</summary>
    /// <param name="captions">As many of each picture; numbers of the lexicon.</param>
    /// <param name="random">Hides words that are told; null hides none.</param>
    public CaptionBatch Lay(DrawnPictures drawn, IReadOnlyList<int[][]> captions, int each, Random? random)
    {
        var steps = 1 + captions.Max(ofPicture => ofPicture.Max(caption => Math.Min(caption.Length, sizes.Words)));
        var width = each * steps;
        var told = new long[captions.Count * width];
        var (rows, owners, owned, wanted, free) = (new List<long>(), new List<long>(), new List<long>(), new List<long>(), new List<float>());
        for (var at = 0; at < told.Length; at++)
        {
            var (picture, caption, step) = (at / width, captions[at / width][at % width / steps], at % steps);
            told[at] = step == 0 ? CaptionVocabulary.Begin(drawn.Language.Language)
                : step <= caption.Length && (random is null || random.NextDouble() >= options.WordDropout) ? Told(drawn.Held[picture], caption[step - 1])
                : CaptionVocabulary.Unknown;
            if (step > caption.Length || (step == sizes.Words && caption.Length > step)) continue; // where a caption is cut, no end is learned
            var next = step == caption.Length ? CaptionVocabulary.End : caption[step];
            var isDrawn = Told(drawn.Held[picture], next) == next;
            if (!isDrawn && !drawn.Retrieved[picture].Words.Contains(next)) continue; // nothing can say it
            rows.Add(at);
            owners.Add(picture);
            owned.Add(at / steps);
            wanted.Add(next);
            free.Add(isDrawn ? 1 : 0);
        }
        return new CaptionBatch(
            drawn.Memory, torch.tensor(told, captions.Count, width), Steps(at => at % steps), Steps(at => at / steps), torch.tensor(rows.ToArray()),
            torch.tensor(owners.ToArray()), torch.tensor(owned.ToArray()), torch.tensor(wanted.ToArray()), torch.tensor(free.ToArray()));

        Tensor Steps(Func<int, int> of) => torch.tensor(Enumerable.Range(0, width).Select(at => (long)of(at)).ToArray());
    }

    private DrawnPictures[] Draw(int step, Random random, double heldOutWords)
    {
        var (pass, within) = Math.DivRem(step, InPass);
        if (_shuffled.Pass != pass) _shuffled = (pass, Order(pass));
        var pictures = _shuffled.Order.Skip(within * options.Pictures).Take(options.Pictures).ToArray();
        int[] view = [.. pictures.Select(_ => random.Next(views.Patches.Count))];
        var patches = torch.stack([.. pictures.Zip(view, (picture, v) => views.Patches[v][picture])]).to_type(float32); // (pictures, cells, width)
        return [.. data.Languages.Select(language =>
        {
            RetrievedCaptions[] near = [.. pictures.Select((picture, i) => random.NextDouble() < options.Hidden ? RetrievedCaptions.None : retrieved[language.Language][view[i]][picture])];
            HashSet<int>[] held = [.. near.Select(captions => HeldOut(captions, heldOutWords, random))];
            return new DrawnPictures(
                language, pictures, [.. view.Select(PictureViews.IsMirrored)], near, held, CaptionMemory.Of(patches, near, (picture, word) => Told(held[picture], word)));
        })];
    }

    private int Told(HashSet<int> held, int word) => word >= _vocabulary || held.Contains(word) ? CaptionVocabulary.Unknown : word;

    /// <summary>Some of a picture's captions, no two alike as long as there are enough.</summary>
    private int[][] CaptionsOf(LanguageData language, int picture, bool mirrored, Random random)
    {
        var all = language.Captions[picture];
        int[] order = [.. Enumerable.Range(0, all.Length)];
        random.Shuffle(order);
        return
        [
            .. Enumerable.Range(0, language.Each).Select(i => all[order[i % all.Length]])
                .Select(caption => mirrored ? [.. caption.Select(data.Mirrored)] : caption),
        ];
    }

    private HashSet<int> HeldOut(RetrievedCaptions captions, double share, Random random)
    {
        var common = CaptionVocabulary.Begin(CaptionLanguage.Zh) + options.CommonWords;
        return [.. captions.Words.Distinct().Where(word => word > common && random.NextDouble() < share)];
    }

    private int[] Order(int pass)
    {
        int[] order = [.. data.Learned];
        new Random(HashCode(pass, 0)).Shuffle(order);
        return order;
    }

    private int HashCode(int number, int use) => unchecked((((((int)seed * 31) + number) * 2) + use));
}
