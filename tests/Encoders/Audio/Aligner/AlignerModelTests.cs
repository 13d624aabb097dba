using Rag.Encoders.Audio;
using Rag.Encoders.Audio.Aligner;
using Rag.Encoders.Checkpoints;
using Rag.Tests.Encoders.Golden;

namespace Rag.Tests.Encoders.Audio.Aligner;

[Collection(GlobalGenerator.Name)]
public sealed class AlignerModelTests
{
    private static readonly AlignerOptions _tiny = new()
    {
        Sound = new SoundOptions { Width = 6, StateWidth = 4, DetailWidth = 3, Dimension = 5, Dilations = [1, 2] },
        QueryWidth = 6,
        EdgeWidth = 4,
        TextWidth = 8,
        TextBlocks = 2,
        TextKernel = 3,
    };

    [Fact]
    public void It_has_the_recipes_size()
    {
        using var model = new AlignerModel(new AlignerOptions());

        Assert.InRange(model.parameters().Sum(parameter => parameter.numel()), 1.2e6, 1.5e6);
    }

    [Fact]
    public void Every_frame_has_scores_for_silence_every_letter_and_every_word()
    {
        using var scope = NewDisposeScope();
        using var model = Tiny();
        var features = torch.randn([2, 11, 80], generator: new Generator(1));

        var scores = model.Scores(model.Audio.forward(features), model.Text.forward([Text("the fox"), Text("a")]));

        Assert.Equal([2, 11, 1 + (2 * 6)], scores.Columns.shape);
        Assert.Equal([2, 11, 2], scores.Starts.shape);
        Assert.Equal([2, 11, 2], scores.Ends.shape);
    }

    [Fact]
    public void The_texts_of_a_batch_do_not_hear_of_each_other()
    {
        using var scope = NewDisposeScope();
        using var model = Tiny();

        var alone = model.Text.forward([Text("a b")]);
        var together = model.Text.forward([Text("quick brown fox"), Text("a b")]);

        Near.Assert(alone.Letters[0], together.Letters[1, ..4], "small model");
        Near.Assert(alone.Starts[0], together.Starts[1, ..2], "small model");
        Near.Assert(alone.Ends[0], together.Ends[1, ..2], "small model");
    }

    [Fact]
    public void A_further_reading_is_encoded_as_if_it_stood_in_the_text()
    {
        using var scope = NewDisposeScope();
        using var model = Tiny();
        var both = SpokenLetters.Of([["in"], ["eighteen", "one eight"], ["they"]], _tiny.TextReach);
        var written = SpokenLetters.Of([["in"], ["one eight"], ["they"]], _tiny.TextReach);

        var (of, wanted) = (model.Text.forward([both]), model.Text.forward([written]));

        Near.Assert(wanted.Letters[0, 4..20], of.Letters[0, 20..36], "small model"); // one eight
        Near.Assert(wanted.Starts[0, 1..3], of.Starts[0, 2..4], "small model");
        Assert.Equal("0|1,2 3|4", string.Join('|', both.Words.Select(word => string.Join(',', word.Select(reading => string.Join(' ', reading))))));
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("two  spaces")]
    [InlineData("")]
    [InlineData("4")]
    public void What_is_no_reading_is_refused(string reading) => Assert.Throws<ArgumentException>(() => Text(reading));

    [Fact]
    public void It_comes_back_from_its_folder()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = Tiny();
        model.Save(folder.Path);

        using var files = ModelFolder.Open(folder.Path);
        using var opened = AlignerModel.Open(files);

        Assert.Equivalent(_tiny, opened.Options);
        var (before, after) = (model.state_dict(), opened.state_dict());
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(before, tensor => Near.Assert(tensor.Value, after[tensor.Key], "small model"));
    }

    private static SpokenLetters Text(string words) => SpokenLetters.Of([[words]], _tiny.TextReach);

    private static AlignerModel Tiny()
    {
        torch.manual_seed(1);
        var model = new AlignerModel(_tiny);
        model.eval();
        return model;
    }
}
