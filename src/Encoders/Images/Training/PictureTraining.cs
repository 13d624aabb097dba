using Rag.Attention.Inference;
using Rag.Encoders.Images.Hybrid;
using Rag.Encoders.Training;
using Rag.Files.Pictures;

namespace Rag.Encoders.Images.Training;

/// <summary>
/// Teaches a picture encoder to land where a frozen text encoder puts the picture's captions: contrast against the captions of
/// all training pictures, contrast of captions with the pictures of the batch, and naming the captions' words.
/// </summary>
public sealed class PictureTraining : ITrainingTask, IDisposable
{
    private const string TrainSplit = "train", HeldOutSplit = "val";
    private const int ScoredAtOnce = 32;

    private readonly PictureTrainingOptions _options;
    private readonly PictureLearner _learner;
    private readonly HashSet<Parameter> _net;
    private readonly PictureBatches _batches;
    private readonly CaptionTargets _targets;
    private readonly Tensor _words; // (pictures, words)
    private readonly Picture[] _heldOut;
    private readonly Tensor _heldOutCaptions; // (held-out pictures, captions, dimension)
    private readonly int _english, _chinese; // captions of a picture

    /// <param name="encoder">The first stages of its net stay as they are, see <see cref="PictureTrainingOptions.FrozenStages"/>.</param>
    /// <param name="set">Pictures with their captions; those of split "val" are never trained on.</param>
    /// <param name="pictures">The same, decoded.</param>
    /// <param name="captions">
    /// The text encoder's embeddings of all captions, (captions, dimension), of length 1: picture by picture its English ones, and then
    /// its Chinese ones, see <see cref="CaptionEmbeddings"/>.
    /// </param>
    /// <param name="chinese">Whether the Chinese ones are among them.</param>
    /// <param name="seed">Of the order of pictures and of their views.</param>
    /// <exception cref="TrainingException">A split is too small, or pictures have different numbers of captions, or none that are asked for.</exception>
    public PictureTraining(
        HybridEncoder encoder, IReadOnlyList<CaptionedPicture> set, IReadOnlyList<Picture> pictures, Tensor captions, bool chinese,
        PictureTrainingOptions options, int seed)
    {
        _options = options;
        (_english, _chinese) = (set[0].Captions.Count, chinese ? set[0].ChineseCaptions.Count : 0);
        if (chinese && _chinese == 0) throw new TrainingException("The pictures have no Chinese captions.");
        if (set.Any(picture => picture.Captions.Count != _english || (chinese && picture.ChineseCaptions.Count != _chinese)))
            throw new TrainingException("All pictures must have as many captions.");
        int[] train = Members(set, TrainSplit, options.Batch), heldOut = Members(set, HeldOutSplit, 1);
        CaptionedPicture[] trained = [.. train.Select(i => set[i])];
        var words = ContentWords.Of(trained, options.LeastPicturesOfWord);
        Encoder = encoder;
        encoder.Net.Freeze(options.FrozenStages);
        _net = [.. encoder.Net.parameters()];
        _learner = new PictureLearner(encoder, words.Frequencies, options);

        using var off = no_grad();
        using var scope = NewDisposeScope();
        var all = captions.view(set.Count, _english + _chinese, -1);
        _targets = new CaptionTargets(all.index_select(0, Indices(train)), _english);
        encoder.Avoid(_targets.Directions);
        _heldOutCaptions = all.index_select(0, Indices(heldOut)).DetachFromDisposeScope();
        _words = Targets(words, trained).DetachFromDisposeScope();

        _heldOut = [.. heldOut.Select(i => pictures[i])];
        var augmentation = new Augmentation(options.Augmentation, encoder.Options.Mean);
        _batches = new PictureBatches([.. train.Select(i => new PicturePyramid(pictures[i]))], augmentation, options.Batch, _english, _chinese, seed);
    }

    /// <summary>What is to be shipped of <see cref="Model"/>.</summary>
    public HybridEncoder Encoder { get; }

    /// <summary>Steps that see each training picture once.</summary>
    public int StepsOfPass => _batches.Epoch;

    /// <inheritdoc />
    public Module Model => _learner;

    /// <inheritdoc />
    public double RateOf(Parameter parameter) => _net.Contains(parameter) ? _options.NetRate : 1;

    /// <inheritdoc />
    public Tensor Loss(int index, double share) =>
        MixedPrecision.Run(Precision.Fastest, () => LossOf(_batches.Of(index, _options.SizeAt(share))));

    /// <inheritdoc />
    /// <remarks>By the pictures alone, without their mirror images, and by the captions as the text encoder gives them.</remarks>
    public IReadOnlyDictionary<string, double> Score()
    {
        var pictures = EmbedHeldOut(); // (pictures, dimension)
        var english = _heldOutCaptions.narrow(1, 0, _english); // (pictures, captions, dimension)
        var images = Rows(pictures);
        CrossModalRecall textToImage = Found(english), imageToText = CrossModalRecall.Of(images, Rows(english.flatten(0, 1)), (picture, caption) => caption / _english == picture);
        var scores = new Dictionary<string, double>
        {
            ["text to image R@1"] = textToImage.At1,
            ["text to image R@5"] = textToImage.At5,
            ["text to image R@10"] = textToImage.At10,
            ["image to text R@10"] = imageToText.At10,
            ["cosine"] = (pictures.unsqueeze(1) * english).sum(-1).mean().item<float>(),
            ["scale"] = _learner.Scale.item<float>(),
        };
        if (_chinese > 0) scores["Chinese text to image R@10"] = Found(_heldOutCaptions.narrow(1, _english, _chinese)).At10;
        return scores;

        CrossModalRecall Found(Tensor captions) =>
            CrossModalRecall.Of(Rows(captions.flatten(0, 1)), images, (caption, picture) => caption / captions.shape[1] == picture);
    }

    /// <summary>Lets go of the tensors; the encoder stays.</summary>
    public void Dispose()
    {
        foreach (var tensor in new IDisposable[] { _targets, _words, _heldOutCaptions }) tensor.Dispose();
    }

    private Tensor LossOf(TrainingBatch batch)
    {
        var pictures = torch.tensor(batch.Planes, [batch.Pictures.Length, 3, batch.Size, batch.Size]);
        var (embeddings, words) = _learner.forward(pictures); // (batch, dimension), (batch, words)
        var chosen = Indices(batch.Pictures);
        var (scale, count) = (_learner.Scale, embeddings.shape[0]);
        var own = torch.arange(count);
        var english = scale * torch.matmul(Captions(_targets.English, batch.English), embeddings.t()); // (captions, pictures) of the batch
        var loss = (_options.BankWeight * BankLoss(scale * torch.matmul(embeddings, _targets.Means.t()), chosen))
            + (_options.PictureWeight * functional.cross_entropy(english, own))
            + (_options.CaptionWeight * functional.cross_entropy(english.t(), own))
            + (_options.WordWeight / count * functional.binary_cross_entropy_with_logits(words, _words.index_select(0, chosen), reduction: Reduction.Sum));
        if (_targets.Chinese is not { } chinese) return loss;
        return loss + (_options.ChineseWeight * functional.cross_entropy(scale * torch.matmul(Captions(chinese, batch.Chinese), embeddings.t()), own));

        // The one that is at hand of each picture of the batch: (batch, dimension).
        Tensor Captions(Tensor all, int[] which) =>
            all.flatten(0, 1).index_select(0, Indices([.. batch.Pictures.Zip(which, (picture, caption) => (picture * (int)all.shape[1]) + caption)]));
    }

    /// <summary>Cross-entropy to the picture's own captions and, softly, to those that say nearly the same.</summary>
    /// <param name="logits">(batch, training pictures)</param>
    private Tensor BankLoss(Tensor logits, Tensor chosen)
    {
        var bank = _targets.Means;
        var alike = functional.softmax(torch.matmul(bank.index_select(0, chosen), bank.t()) / _options.SoftTemperature, -1); // (batch, pictures)
        var own = functional.one_hot(chosen, bank.shape[0]).to_type(float32);
        var target = ((1 - _options.SoftShare) * own) + (_options.SoftShare * alike);
        return -(target * functional.log_softmax(logits, -1)).sum(-1).mean();
    }

    private Tensor EmbedHeldOut()
    {
        var parts = new List<Tensor>();
        foreach (var chunk in _heldOut.Chunk(ScoredAtOnce))
        {
            using var scope = NewDisposeScope();
            parts.Add(Encoder.States(torch.stack(chunk.Select(Encoder.Prepare))).Embeddings.MoveToOuterDisposeScope()); // (chunk, dimension)
        }
        return torch.cat(parts, 0);
    }

    private static Tensor Targets(ContentWords words, CaptionedPicture[] pictures)
    {
        var count = words.Frequencies.Count;
        var targets = new float[pictures.Length * count];
        for (var i = 0; i < pictures.Length; i++) words.Targets(pictures[i], targets.AsSpan(i * count, count));
        return torch.tensor(targets, [pictures.Length, count]);
    }

    private static int[] Members(IReadOnlyList<CaptionedPicture> set, string split, int least)
    {
        int[] members = [.. Enumerable.Range(0, set.Count).Where(i => set[i].Split == split)];
        return members.Length >= least
            ? members
            : throw new TrainingException($"The set has {members.Length} pictures of split \"{split}\"; {least} or more are wanted.");
    }

    private static float[][] Rows(Tensor matrix) => [.. matrix.Floats().Chunk((int)matrix.shape[1])];

    private static Tensor Indices(int[] numbers) => torch.tensor([.. numbers.Select(number => (long)number)]);
}
