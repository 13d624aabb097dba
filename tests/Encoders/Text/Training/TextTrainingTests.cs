using System.Text.Json.Nodes;
using Rag.Encoders.DataSets;
using Rag.Encoders.Images.Training;
using Rag.Encoders.Text;
using Rag.Encoders.Text.Tokenizers;
using Rag.Encoders.Text.Training;
using Rag.Encoders.Training;

namespace Rag.Tests.Encoders.Text.Training;

[Collection(GlobalGenerator.Name)]
public sealed class TextTrainingTests
{
    private static readonly string[] _english = ["dog", "cat", "park", "child", "snow", "water"];
    private static readonly string[] _chinese = ["狗", "猫", "园", "孩", "雪", "水"];

    [Fact]
    public void Chinese_comes_to_lie_where_English_does_and_nothing_else_moves()
    {
        using var folder = new TemporaryFolder();
        using var encoder = Encoder(folder, out var tokenizer);
        var before = encoder.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.data<float>().ToArray());
        using var task = Task(encoder, tokenizer);
        var untrained = Cosines(task);

        new TrainingLoop(Options(folder["run"], 400), task, TimeProvider.System).Run();
        task.Finish();

        var trained = Cosines(task);
        Assert.True(Lead(trained) > Lead(untrained) + 0.02, $"{Lead(untrained)} became {Lead(trained)}");
        var learned = _chinese.Append("。").Select(token => tokenizer.IdOf(token)!.Value).ToHashSet();
        foreach (var (name, tensor) in encoder.state_dict())
        {
            var (old, now) = (before[name], tensor.data<float>().ToArray());
            var isTable = name == "embeddings.words.weight";
            for (var i = 0; i < now.Length; i++)
            {
                if (!isTable || !learned.Contains(i / 16)) Assert.Equal(BitConverter.SingleToInt32Bits(old[i]), BitConverter.SingleToInt32Bits(now[i]));
            }
            if (isTable) Assert.NotEqual(old, now);
        }
    }

    [Fact]
    public void A_tuned_encoder_learns_in_its_layers_too_and_English_is_held_near_to_where_it_was()
    {
        var (held, lead) = Moved(nearnessWeight: 4);
        var (free, _) = Moved(nearnessWeight: 0);

        Assert.True(lead > 0.02, $"{lead}");
        Assert.InRange(held, 1e-6, 0.06);
        Assert.True(free > 2 * held, $"{free} and {held}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_was_stopped_goes_on_as_if_it_had_not_been(bool tunesLayers)
    {
        using var folder = new TemporaryFolder();
        var whole = Run(folder, "whole", tunesLayers, stopAfter: null);

        Run(folder, "halves", tunesLayers, stopAfter: 7);
        var halves = Run(folder, "halves", tunesLayers, stopAfter: null);

        Assert.Equal(whole, halves);
    }

    [Fact]
    public void A_run_is_not_resumed_with_more_learned_or_less()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "run", tunesLayers: true, stopAfter: 7);

        Assert.Throws<TrainingException>(() => Run(folder, "run", tunesLayers: false, stopAfter: null));
    }

    [Fact]
    public void A_corpus_without_Chinese_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var encoder = Encoder(folder, out var tokenizer);

        var error = Assert.Throws<TrainingException>(() => new TextTraining(encoder, tokenizer, new TextCorpus([], [], [], []), [], new(), 1));

        Assert.Contains("nothing to learn Chinese from", error.Message, StringComparison.Ordinal);
    }

    /// <summary>By how much the cosine of what belongs together exceeds the mean of all.</summary>
    private static double Lead(float[][] cosines) => cosines.Select((row, i) => row[i]).Average() - cosines.Average(row => row.Average());

    /// <summary>Cosines of six Chinese pairs of words, unseen as pairs, to each of the English ones.</summary>
    private static float[][] Cosines(TextTraining task)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        (int First, int Second)[] pairs = [.. Enumerable.Range(0, 6).Select(i => (i, (i + 2) % 6))];
        var chinese = task.Embed([.. pairs.Select(pair => _chinese[pair.First] + _chinese[pair.Second] + "。")]);
        var english = task.Embed([.. pairs.Select(pair => $"{_english[pair.First]} {_english[pair.Second]}")]);
        var cosines = torch.matmul(chinese, english.t());
        return [.. Enumerable.Range(0, 6).Select(row => cosines[row].data<float>().ToArray())];
    }

    /// <returns>How far English moved, 1 - cosine, and by how much Chinese came nearer to it.</returns>
    private static (double Distance, double Lead) Moved(double nearnessWeight)
    {
        using var folder = new TemporaryFolder();
        using var encoder = Encoder(folder, out var tokenizer);
        using var task = Task(encoder, tokenizer, tunesLayers: true, nearnessWeight);
        var (untrained, before) = (Lead(Cosines(task)), English());
        new TrainingLoop(Options(folder["run"], 400), task, TimeProvider.System).Run();
        task.Finish();
        return (1 - (before.Zip(English(), (x, y) => x * y).Sum() / 3), Lead(Cosines(task)) - untrained);

        float[] English()
        {
            using var off = no_grad();
            using var scope = NewDisposeScope();
            return task.Embed(["dog park", "cat water", "child snow"]).data<float>().ToArray();
        }
    }

    /// <returns>All of the encoder's weights afterwards.</returns>
    private static float[] Run(TemporaryFolder folder, string name, bool tunesLayers, int? stopAfter)
    {
        using var encoder = Encoder(folder, out var tokenizer);
        using var task = Task(encoder, tokenizer, tunesLayers);
        using var stop = new CancellationTokenSource();
        var progress = new Stop(step => { if (step == stopAfter) stop.Cancel(); });
        try
        {
            new TrainingLoop(Options(folder[name], 12), task, TimeProvider.System).Run(resume: true, progress, stop.Token);
        }
        catch (OperationCanceledException) when (stopAfter is not null)
        {
            return [];
        }
        task.Finish();
        return [.. encoder.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];
    }

    private static TrainingOptions Options(string folder, int steps) =>
        new(folder, steps, 2e-2, weightDecay: 0, averageDecay: 0.9, scoreEvery: steps);

    private static TextTraining Task(BertEncoder encoder, Tokenizer tokenizer, bool tunesLayers = false, double nearnessWeight = 4)
    {
        CaptionedPicture[] pictures =
        [
            .. from split in new[] { "train", "val" }
               from i in Enumerable.Range(0, 6)
               let j = (i + 1) % 6
               select new CaptionedPicture("", split, [$"{_english[i]} {_english[j]}"], [$"{_chinese[i]}{_chinese[j]}。"]),
        ];
        DictionaryEntry[] dictionary = [.. _chinese.Zip(_english, (chinese, english) => new DictionaryEntry(chinese, chinese, [english]))];
        var questions = new QuestionSet(
            [.. _chinese.Select(character => $"水。{character}雪。")], [.. _chinese.Select((character, i) => new Question($"{i}", character, [character], i))]);
        var options = new TextTrainingOptions { Captions = 6, Words = 6, Sentences = 4, Questions = 4, AlikeEvery = 5, TunesLayers = tunesLayers, NearnessWeight = nearnessWeight };
        var english = new QuestionSet(
            [.. _english.Select(word => $"water {word} snow")], [.. _english.Select((word, i) => new Question($"{i}", word, [word], i))]);
        return new TextTraining(encoder, tokenizer, new TextCorpus(pictures, dictionary, [questions], [english]), [], options, seed: 1);
    }

    /// <summary>Two layers of width 16 that know six English words, and as many Chinese characters as rows to be learned.</summary>
    private static BertEncoder Encoder(TemporaryFolder folder, out Tokenizer tokenizer)
    {
        var json = JsonNode.Parse($$$"""
            {"version":"1.0","added_tokens":[],"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
             "pre_tokenizer":{"type":"BertPreTokenizer"},
             "post_processor":{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]},"decoder":null,
             "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
                      "vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3{{{string.Concat(_english.Select((word, i) => $",\"{word}\":{i + 4}"))}}} } } }
            """)!.AsObject();
        HanVocabulary.Extend(json, [.. _chinese, "。"]);
        tokenizer = Tokenizer.Load(folder.Write("tokenizer.json", json.ToJsonString()));
        torch.manual_seed(5);
        var encoder = new BertEncoder(new BertOptions(tokenizer.Count, 16, 2, new(16, 2, 32)));
        encoder.eval();
        return encoder;
    }

    private sealed class Stop(Action<int> at) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => at(value.Step);
    }
}
