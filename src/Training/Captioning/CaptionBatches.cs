using Rag.Engine.Caption;

namespace Rag.Training.Captioning;

/// <summary>Draws the batches of a run. What a batch holds follows from the seed and the step alone.</summary>
/// <param name="retrieved">For each language, for each view, for each picture.</param>
internal sealed class CaptionBatches(
    CaptionData data, PictureViews views, IReadOnlyDictionary<CaptionLanguage, RetrievedCaptions[][]> retrieved, CaptionerOptions sizes, CaptionTrainingOptions options, long seed)
{
    private readonly int _vocabulary = data.Lexicon.Vocabulary.Count;
    private (int Pass, int[] Order) _shuffled = (-1, []);

    /// <summary>Steps that see each picture once.</summary>
    public int InPass => Math.Max(1, data.Training.Count / options.Pictures);

    /// <summary>One batch for each language, of the same views of the same pictures.</summary>
    public IReadOnlyList<CaptionBatch> Of(int step)
    {
        var (pass, within) = Math.DivRem(step, InPass);
        if (_shuffled.Pass != pass) _shuffled = (pass, Order(pass));
        var pictures = _shuffled.Order.Skip(within * options.Pictures).Take(options.Pictures).ToArray();
        var random = new Random(HashCode(step, 1));
        int[] view = [.. pictures.Select(_ => random.Next(views.Patches.Count))];
        var patches = torch.stack([.. pictures.Zip(view, (picture, v) => views.Patches[v][picture])]).to_type(float32); // (pictures, cells, width)
        return [.. data.Languages.Select(language => Of(language, patches, pictures, view, random))];
    }

    private CaptionBatch Of(LanguageData language, Tensor patches, int[] pictures, int[] view, Random random)
    {
        RetrievedCaptions[] near = [.. pictures.Select((picture, i) => random.NextDouble() < options.Hidden ? RetrievedCaptions.None : retrieved[language.Language][view[i]][picture])];
        HashSet<int>[] held = [.. near.Select(captions => HeldOut(captions, random))];
        int[][][] captions = [.. pictures.Select((picture, i) => Drawn(language, picture, PictureViews.IsMirrored(view[i]), random))];
        var steps = 1 + captions.Max(ofPicture => ofPicture.Max(caption => Math.Min(caption.Length, sizes.Words)));
        var width = language.Each * steps;
        var told = new long[pictures.Length * width];
        var (rows, owners, wanted, drawn) = (new List<long>(), new List<long>(), new List<long>(), new List<float>());
        for (var at = 0; at < told.Length; at++)
        {
            var (picture, caption, step) = (at / width, captions[at / width][at % width / steps], at % steps);
            told[at] = step == 0 ? CaptionVocabulary.Begin(language.Language)
                : step <= caption.Length && random.NextDouble() >= options.WordDropout ? Told(held[picture], caption[step - 1])
                : CaptionVocabulary.Unknown;
            if (step > caption.Length || (step == sizes.Words && caption.Length > step)) continue; // where a caption is cut, no end is learned
            var next = step == caption.Length ? CaptionVocabulary.End : caption[step];
            var isDrawn = Told(held[picture], next) == next;
            if (!isDrawn && !near[picture].Words.Contains(next)) continue; // nothing can say it
            rows.Add(at);
            owners.Add(picture);
            wanted.Add(next);
            drawn.Add(isDrawn ? 1 : 0);
        }
        return new CaptionBatch(
            language.Language, CaptionMemory.Of(patches, near, (picture, word) => Told(held[picture], word)), torch.tensor(told, pictures.Length, width),
            Steps(at => at % steps), Steps(at => at / steps), torch.tensor(rows.ToArray()), torch.tensor(owners.ToArray()), torch.tensor(wanted.ToArray()), torch.tensor(drawn.ToArray()));

        Tensor Steps(Func<int, int> of) => torch.tensor(Enumerable.Range(0, width).Select(at => (long)of(at)).ToArray());
    }

    private int Told(HashSet<int> held, int word) => word >= _vocabulary || held.Contains(word) ? CaptionVocabulary.Unknown : word;

    /// <summary>Some of a picture's captions, no two alike as long as there are enough.</summary>
    private int[][] Drawn(LanguageData language, int picture, bool mirrored, Random random)
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

    private HashSet<int> HeldOut(RetrievedCaptions captions, Random random)
    {
        var common = CaptionVocabulary.Begin(CaptionLanguage.Zh) + options.CommonWords;
        return [.. captions.Words.Distinct().Where(word => word > common && random.NextDouble() < options.HeldOutWords)];
    }

    private int[] Order(int pass)
    {
        int[] order = [.. Enumerable.Range(0, data.Training.Count)];
        new Random(HashCode(pass, 0)).Shuffle(order);
        return order;
    }

    private int HashCode(int number, int use) => unchecked((((((int)seed * 31) + number) * 2) + use));
}
