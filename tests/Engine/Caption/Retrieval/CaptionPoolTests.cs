using Rag.Engine.Caption;
using Rag.Engine.Caption.Retrieval;

namespace Rag.Tests.Engine.Caption.Retrieval;

public sealed class CaptionPoolTests
{
    private static readonly string[] _captions = ["a dog runs in snow", "a dog runs on snow", "a brown dog runs in snow", "a man cooks"];

    [Fact]
    public void The_consensus_is_the_weighted_mean_of_cosines()
    {
        double[] weights = [0.4, 0.3, 0.2, 0.1];
        var (space, pool) = Pool(weights);
        var asked = space.Of(CaptionWords.Of("the dog runs in mud"));

        var expected = _captions.Zip(weights).Sum(pair => pair.Second * Cosine(asked, space.Of(CaptionWords.Of(pair.First))));

        Assert.Equal(expected, pool.Agreement(asked), 9);
        Assert.Equal(0, pool.Agreement(space.Of([])));
    }

    [Fact]
    public void The_best_captions_agree_with_the_others_and_each_comes_once()
    {
        var (_, pool) = Pool([1, 1, 1, 1]);

        Assert.Equal("a dog runs in snow", string.Join(' ', pool.Best(1, 18)[0].Words));
        Assert.Equal(4, pool.Best(10, 18).Count);
        Assert.DoesNotContain(pool.Best(10, 5), caption => caption.Words.Length > 5);
        Assert.Equal(0.75, pool.Support("dog"), 9);
        Assert.Equal(0, pool.Support("frog"));
    }

    [Fact]
    public void Retrieved_words_know_their_caption_their_place_and_their_support()
    {
        var (_, pool) = Pool([1, 1, 1, 1]);
        var lexicon = new Lexicon(new CaptionVocabulary(["a", "dog"]));

        var retrieved = pool.Retrieve(lexicon, new CaptionerOptions { Retrieved = 2 });

        Assert.Equal("a dog runs in snow", string.Join(' ', retrieved.Words.Take(5).Select(lexicon.Word)));
        Assert.Equal([0, 1, 2, 3, 4], retrieved.Places.Take(5));
        Assert.Equal([0, 1], retrieved.Ranks.Distinct());
        Assert.Equal(0.75f, retrieved.Support[1]);
    }

    [Fact]
    public void A_set_finds_the_captions_of_the_nearest_pictures_in_either_language()
    {
        var set = new CaptionedSet(
        [
            Picture("north", [0, 1], ["a dog"], ["狗"]),
            Picture("east", [1, 0], ["a cat"], []),
        ], new NeighbourOptions { Count = 1 });

        Assert.Equal("north", set.Nearest([0.1f, 0.9f], CaptionLanguage.En)!.Captions.Single().Source);
        Assert.Equal("east", set.Nearest([0.1f, 0.9f], CaptionLanguage.En, except: 0)!.Captions.Single().Source);
        Assert.Equal("north", set.Nearest([0.9f, 0.1f], CaptionLanguage.Zh)!.Captions.Single().Source);
        Assert.Null(set.Nearest([1, 0], CaptionLanguage.Zh, except: 0));
    }

    private static RememberedPicture Picture(string name, float[] embedding, string[] english, string[] chinese) => new(
        name, embedding, [], new Dictionary<CaptionLanguage, IReadOnlyList<string>> { [CaptionLanguage.En] = english, [CaptionLanguage.Zh] = chinese });

    private static (NGramSpace Space, CaptionPool Pool) Pool(double[] weights)
    {
        string[][] words = [.. _captions.Select(CaptionWords.Of)];
        var space = new NGramSpace(words.Select(caption => new[] { caption }));
        return (space, new CaptionPool([.. words.Select(caption => new PooledCaption(caption, space.Of(caption), ""))], weights));
    }

    private static double Cosine(NGramVector one, NGramVector other) => Enumerable.Range(0, NGramSpace.Longest)
        .Where(n => one.Norms[n] > 0 && other.Norms[n] > 0)
        .Sum(n => one.Weights[n].Sum(gram => gram.Value * other.Weights[n].GetValueOrDefault(gram.Key)) / (one.Norms[n] * other.Norms[n])) / NGramSpace.Longest;
}
