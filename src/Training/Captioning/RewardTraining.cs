using Rag.Attention.Inference;
using Rag.Encoders.Training;
using Rag.Engine.Caption.Retrieval;
using Rag.Engine.Evaluation.Captions;

namespace Rag.Training.Captioning;

/// <summary>
/// Goes on with a captioner that has learned: it draws captions of the training pictures, and those that score better by CIDEr-D than its others become
/// likelier. Two steps of three are English where it learns both languages.
/// </summary>
public sealed class RewardTraining : ITrainingTask
{
    private const int Period = 3; // of steps, the last of which is of the last language
    private const string Ending = "."; // counts as a word, so that a caption is not better without its end

    private readonly CaptionTraining _learned;
    private readonly CaptionData _data;
    private readonly int _samples;
    private readonly CiderD[] _scores; // one a language
    private readonly string[][][][] _references; // of each language, of each picture

    /// <param name="learned">What it goes on with; stays the caller's.</param>
    /// <param name="samples">Captions of a picture in a step, 2 or more.</param>
    public RewardTraining(CaptionTraining learned, CaptionData data, int samples = 5)
    {
        if (samples < 2) throw new ArgumentOutOfRangeException(nameof(samples), samples, "A caption is compared with others of its picture.");
        (_learned, _data, _samples) = (learned, data, samples);
        _references = [.. data.Languages.Select(language => language.Captions.Select(captions => captions.Select(Ended).ToArray()).ToArray())];
        _scores = [.. _references.Select(ofLanguage => new CiderD(new NGramSpace(ofLanguage)))];
    }

    /// <inheritdoc />
    public Module Model => _learned.Model;

    /// <inheritdoc />
    public Tensor Loss(int index, double share)
    {
        using var scope = NewDisposeScope();
        var decoder = _learned.Decoder;
        decoder.eval(); // what is drawn and what is made likelier is one distribution
        var language = index % Period == Period - 1 ? _data.Languages.Count - 1 : 0;
        var drawn = _learned.Batches.Draw(index)[language];
        var captions = CaptionSampler.Sample(decoder, drawn.Memory, drawn.Language.Language, _data.Lexicon, _samples);
        var advantage = torch.tensor([.. captions.SelectMany((ofPicture, i) => Advantages(ofPicture, language, drawn, i))]);
        var batch = _learned.Batches.Lay(drawn, captions, _samples, random: null);
        return MixedPrecision.Run(Precision.Fastest, () => CaptionLoss.OfRewards(decoder, batch, advantage)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public IReadOnlyDictionary<string, double> Score() => _learned.Score();

    /// <summary>How much better each caption is than the mean of the others.</summary>
    private IEnumerable<float> Advantages(int[][] captions, int language, DrawnPictures drawn, int i)
    {
        var references = _references[language][drawn.Numbers[i]];
        double[] rewards = [.. captions.Select(caption => _scores[language].Of(new JudgedCaption(Ended(drawn.Mirrored[i] ? [.. caption.Select(_data.Mirrored)] : caption), references)))];
        var sum = rewards.Sum();
        return rewards.Select(reward => (float)(reward - ((sum - reward) / (rewards.Length - 1))));
    }

    private string[] Ended(int[] caption) => [.. caption.Select(_data.Lexicon.Word), Ending];
}
