using Rag.Encoders.Training;
using Rag.Engine.Caption;
using Rag.Engine.Caption.Retrieval;
using Rag.Training.Captioning;

namespace Rag.Tests.Training.Captioning;

[Collection(GlobalGenerator.Name)]
public sealed class CaptionTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_seen_is_written_and_names_that_no_weight_knows_are_copied_from_memory()
    {
        using var things = new NamedThings(new CaptionTrainingOptions { Hidden = 0.2 });
        Train(things.Task, _folder["run"], 300);
        var count = things.Data.HeldOut.Count;
        CaptionPool?[] pools = [.. Enumerable.Range(0, count).Select(i => things.Memory.Nearest(things.HeldOut.Embeddings[0][i].data<float>().ToArray(), CaptionLanguage.En))];
        var patches = things.HeldOut.Patches[0].to_type(float32);
        string[] expected = [.. things.Data.HeldOut.Select(picture => string.Join(' ', CaptionWords.Of(picture.Captions[0])))];

        Assert.All(expected, caption => Assert.Contains(caption.Split(' '), word => things.Data.Lexicon.Vocabulary.Id(word) == CaptionVocabulary.Unknown));
        Assert.InRange(Written(pools).Zip(expected).Count(pair => pair.First == pair.Second), count - 2, count);
        Assert.Empty(Written(new CaptionPool?[count]).Intersect(expected));

        var first = things.Data.HeldOut[0];
        var name = NamedThings.NameOf(NamedThings.ThingOf(first));
        var explained = things.Task.Captioner.Explain(patches.narrow(0, 0, 1), pools[0], new CaptionCandidate(expected[0].Split(' '), 0, 0), CaptionLanguage.En).Words.Single(word => word.Word == name);
        Assert.InRange(explained.Copied, 0.99, 1);
        Assert.StartsWith($"{NamedThings.ThingOf(first)}-", explained.Source, StringComparison.Ordinal);
        Assert.InRange(explained.Patches.Sum() + explained.Memory, 0, explained.Gate + 1e-4);

        string[] Written(CaptionPool?[] known) =>
            [.. things.Task.Captioner.Write(patches, known, null, new CaptionWritingOptions { AgreementWeight = 0 }).Select(caption => caption.Text)];
    }

    [Fact]
    public void A_captioner_that_was_saved_writes_the_same_captions()
    {
        using var things = new NamedThings();
        Train(things.Task, _folder["run"], 20);
        things.Task.Captioner.Save(_folder["model"]);
        using var opened = Captioner.Open(_folder["model"]);

        Assert.Equal(Written(things.Task.Captioner), Written(opened));

        string[] Written(Captioner captioner)
        {
            using var scope = NewDisposeScope();
            CaptionPool?[] pools = [.. Enumerable.Range(0, 4).Select(i => i == 3 ? null : things.Memory.Nearest(things.HeldOut.Embeddings[0][i].data<float>().ToArray(), CaptionLanguage.En))];
            return [.. captioner.Write(things.HeldOut.Patches[0].narrow(0, 0, 4).to_type(float32), pools, things.Memory.NGrams(CaptionLanguage.En), new CaptionWritingOptions()).Select(caption => caption.Text)];
        }
    }

    [Fact]
    public void A_resumed_run_ends_with_the_same_losses()
    {
        Assert.Equal(Losses("whole", stopAt: null), Losses("parts", stopAt: 5));

        double?[] Losses(string name, int? stopAt)
        {
            if (stopAt is not null)
            {
                using var first = new NamedThings();
                using var stop = new CancellationTokenSource();
                Assert.Throws<OperationCanceledException>(() => Loop(first.Task, name).Run(progress: new StopAt(stop, stopAt.Value), cancel: stop.Token));
            }
            using var things = new NamedThings();
            Loop(things.Task, name).Run(resume: stopAt is not null);
            return [.. TrainingLog.Read(_folder[name]).Where(line => line.Loss is not null).Select(line => line.Loss)];
        }

        TrainingLoop Loop(ITrainingTask task, string name) => new(new TrainingOptions(_folder[name], 12, 1e-2, scoreEvery: 100), task, TimeProvider.System);
    }

    [Fact]
    public void A_set_without_what_is_asked_for_is_refused()
    {
        using var things = new NamedThings();
        var pictures = things.Data.Training.Concat(things.Data.HeldOut).ToList();

        Assert.Throws<TrainingException>(() => new CaptionData(pictures, new CaptionTrainingOptions())); // no Chinese
        Assert.Throws<TrainingException>(() => new CaptionData([.. things.Data.Training], new CaptionTrainingOptions { Chinese = 0 }));
        Assert.Throws<TrainingException>(() => new CaptionData(pictures, new CaptionTrainingOptions { English = 0, Chinese = 0 }));
    }

    [Fact]
    public void Rewards_make_the_captions_that_are_drawn_better()
    {
        using var things = new NamedThings(new CaptionTrainingOptions { Hidden = 0.2 });
        Train(things.Task, _folder["learned"], 40);
        var before = Reward(things);

        new TrainingLoop(
            new TrainingOptions(_folder["rewarded"], 80, 3e-3, weightDecay: 0, averageDecay: null, scoreEvery: 100), new RewardTraining(things.Task, things.Data), TimeProvider.System).Run();

        Assert.True(Reward(things) > before + 0.05, $"{Reward(things)} after {before}");
    }

    /// <summary>The share of drawn captions that a person wrote.</summary>
    private static double Reward(NamedThings things)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(5);
        things.Decoder.eval();
        var drawn = things.Task.Batches.Draw(0)[0];
        var captions = CaptionSampler.Sample(things.Decoder, drawn.Memory, CaptionLanguage.En, things.Data.Lexicon, 20);
        return captions.SelectMany((ofPicture, i) => ofPicture.Select(caption => drawn.Language.Captions[drawn.Numbers[i]].Any(written => written.SequenceEqual(caption)) ? 1.0 : 0)).Average();
    }

    private static IReadOnlyDictionary<string, double> Train(ITrainingTask task, string folder, int steps) => new TrainingLoop(
        new TrainingOptions(folder, steps, 1e-2, weightDecay: 0, averageDecay: null, scoreEvery: steps), task, TimeProvider.System).Run();

    private sealed class StopAt(CancellationTokenSource source, int step) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step) source.Cancel();
        }
    }
}
