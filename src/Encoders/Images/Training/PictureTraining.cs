using Rag.Attention.Inference;
using Rag.Encoders.Images.Convolutional;
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

    private readonly PictureTrainingOptions _options;
    private readonly PictureLearner _learner;
    private readonly PictureBatches _batches;
    private readonly PicturePyramid[] _heldOut;
    private readonly Tensor _captions; // (pictures, captions, dimension) of the training pictures, of length 1
    private readonly Tensor _bank; // (pictures, dimension): means of a picture's English captions, of length 1
    private readonly Tensor _words; // (pictures, words)
    private readonly Tensor _heldOutCaptions; // (held-out pictures, captions, dimension)
    private readonly int _english, _chinese; // captions of a picture

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
        PictureEncoder encoder, IReadOnlyList<CaptionedPicture> set, IReadOnlyList<Picture> pictures, Tensor captions, bool chinese,
        PictureTrainingOptions options, int seed)
    {
        _options = options;
        (_english, _chinese) = (set[0].Captions.Count, chinese ? set[0].ChineseCaptions.Count : 0);
        if (chinese && _chinese == 0) throw new TrainingException("The pictures have no Chinese captions.");
        if (set.Any(picture => picture.Captions.Count != _english || (chinese && picture.ChineseCaptions.Count != _chinese)))
            throw new TrainingException("All pictures must have as many captions.");
        int[] train = Members(set, TrainSplit, options.Batch), heldOut = Members(set, HeldOutSplit, 1);
        Encoder = encoder;
        CaptionedPicture[] trained = [.. train.Select(i => set[i])];
        var words = ContentWords.Of(trained, options.LeastPicturesOfWord);
        _learner = new PictureLearner(encoder, words.Frequencies, options);

        using var off = no_grad();
        using var scope = NewDisposeScope();
        var all = captions.view(set.Count, CaptionsEach, -1);
        _captions = all.index_select(0, Indices(train)).DetachFromDisposeScope();
        _bank = functional.normalize(_captions.narrow(1, 0, _english).mean([1]), dim: -1).DetachFromDisposeScope();
        _heldOutCaptions = all.index_select(0, Indices(heldOut)).DetachFromDisposeScope();
        _words = Targets(words, trained).DetachFromDisposeScope();

        _heldOut = [.. heldOut.Select(i => new PicturePyramid(pictures[i]))];
        _batches = new PictureBatches([.. train.Select(i => new PicturePyramid(pictures[i]))], CaptionsEach, options, seed);
    }

    /// <summary>What is to be shipped of <see cref="Model"/>.</summary>
    public PictureEncoder Encoder { get; }

    private int CaptionsEach => _english + _chinese;

    /// <inheritdoc />
    public Module Model => _learner;

    /// <inheritdoc />
    public Tensor Loss(int index, double share)
    {
        var batch = _batches.Of(index);
        var pictures = torch.tensor(batch.Planes, [batch.Pictures.Length, 3, batch.Size, batch.Size]);
        var chosen = Indices(batch.Pictures);
        var means = _bank.index_select(0, chosen); // (batch, dimension)
        var captions = _captions.flatten(0, 1).index_select(0, Indices([.. batch.Pictures.Zip(batch.Captions, (picture, caption) => (picture * CaptionsEach) + caption)]));
        var (embeddings, words) = _learner.forward(pictures); // (batch, dimension), (batch, words)
        var scale = _learner.Scale;
        return (_options.BankWeight * BankLoss(scale * torch.matmul(embeddings, _bank.t()), means, chosen))
            + (_options.BatchWeight * functional.cross_entropy(scale * torch.matmul(captions, embeddings.t()), torch.arange(captions.shape[0])))
            + (_options.WordWeight / embeddings.shape[0] * functional.binary_cross_entropy_with_logits(words, _words.index_select(0, chosen), reduction: Reduction.Sum))
            + (_options.NearnessWeight * (1 - (embeddings * means).sum(-1).mean()));
    }

    /// <inheritdoc />
    public IReadOnlyDictionary<string, double> Score()
    {
        var pictures = EmbedHeldOut(); // (pictures, dimension)
        var english = _heldOutCaptions.narrow(1, 0, _english); // (pictures, captions, dimension)
        var nearness = (pictures.unsqueeze(1) * english).sum(-1).mean().item<float>();
        var images = Rows(pictures);
        CrossModalRecall textToImage = Found(english), imageToText = CrossModalRecall.Of(images, Rows(english.flatten(0, 1)), (picture, caption) => caption / _english == picture);
        var scores = new Dictionary<string, double>
        {
            ["text to image R@1"] = textToImage.At1,
            ["text to image R@5"] = textToImage.At5,
            ["text to image R@10"] = textToImage.At10,
            ["image to text R@10"] = imageToText.At10,
            ["cosine"] = nearness,
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
        foreach (var tensor in new[] { _captions, _bank, _words, _heldOutCaptions }) tensor.Dispose();
    }

    /// <summary>Cross-entropy to the picture's own captions and, softly, to those that say nearly the same.</summary>
    private Tensor BankLoss(Tensor logits, Tensor means, Tensor chosen)
    {
        var alike = functional.softmax(torch.matmul(means, _bank.t()) / _options.SoftTemperature, -1); // (batch, pictures)
        var own = functional.one_hot(chosen, _bank.shape[0]).to_type(float32);
        var target = ((1 - _options.SoftShare) * own) + (_options.SoftShare * alike);
        return -(target * functional.log_softmax(logits, -1)).sum(-1).mean();
    }

    private Tensor EmbedHeldOut()
    {
        var parts = new List<Tensor>();
        foreach (var chunk in _heldOut.Chunk(_options.Batch))
        {
            using var scope = NewDisposeScope();
            parts.Add(Encoder.forward(PictureBatch.Whole(chunk, Encoder.Options.Size)).MoveToOuterDisposeScope()); // (chunk, dimension)
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
