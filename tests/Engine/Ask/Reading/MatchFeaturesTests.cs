using Rag.Engine.Ask.Reading;

namespace Rag.Tests.Engine.Ask.Reading;

[Collection(GlobalGenerator.Name)]
public sealed class MatchFeaturesTests : IDisposable
{
    private readonly SmallReader _reader = new();

    public void Dispose() => _reader.Dispose();

    [Fact]
    public void They_say_what_of_the_question_stands_where()
    {
        // A wide passage, so that the sentences tell more than the near words do.
        var passages = _reader.Passages(new PassageText("Anna was born in Oslo. The old house and the new tower and the river is near the city. Karl built a red tower in Rome.", "The king"));
        var questions = _reader.Questions("Who built the red tower?");
        var features = Compute(passages, questions); // [token][feature]
        double Idf(string word) => _reader.Tokenizer.IdOf(word)!.Value is var id && id < 6 ? 0 : 1 + (id % 5);
        string[] asked = ["who", "built", "the", "red", "tower"];
        var total = asked.Sum(Idf);
        var tower = At(passages, "tower");

        Assert.Equal(1, features[tower][0]);
        Assert.Equal(3 * Idf("tower") / total, features[tower][1], 4);
        Assert.Equal((Idf("built") + Idf("red") + Idf("tower")) / total, features[tower][2], 4); // within 4
        Assert.Equal((Idf("built") + Idf("red") + Idf("tower")) / total, features[tower][4], 4); // its sentence
        Assert.Equal(1, features[tower][5], 4); // which is the best
        Assert.Equal(Idf("tower") / 10, features[tower][6], 4);
        Assert.Equal(1.0 / 3, features[tower][7], 4);
        Assert.Equal(0, features[tower][8]);
        Assert.Equal(Idf("the") / total, features[tower][9], 4); // the heading's share, told to all
        Assert.Equal(1, features[1][8]);
        var oslo = At(passages, "oslo");
        Assert.Equal(0, features[oslo][0]);
        Assert.Equal(0, features[oslo][4], 4); // nothing of the question in its sentence, nor in the heading's words with it
    }

    [Fact]
    public void Padding_changes_nothing()
    {
        var own = new PassageText("Karl built a red tower.");
        var questions = _reader.Questions("Who built the tower?");
        var alone = Compute(_reader.Passages(own), questions);
        var padded = Compute(_reader.Passages(own, new PassageText("Anna was born in Oslo and lived near the old river in the city of Bonn.")), _reader.Questions("Who built the tower?", "Where was Anna born and where is the old city?"));

        for (var token = 0; token < alone.Length; token++) Assert.Equal(alone[token], padded[token], (a, b) => Math.Abs(a - b) < 1e-5);
    }

    private float[][] Compute(TokenBatch passages, TokenBatch questions)
    {
        var encoded = _reader.Model.Encode(passages);
        var asked = _reader.Model.Ask(questions);
        var features = _reader.Model.Live.Features.forward(passages, questions, encoded.Alignment, asked.Alignment)[0]; // (tokens, features)
        return [.. features.contiguous().data<float>().ToArray().Chunk(MatchFeatures.Count)];
    }

    private int At(TokenBatch passages, string word) => Array.LastIndexOf(passages.Ids[0].data<long>().ToArray(), (long)_reader.Tokenizer.IdOf(word)!.Value);
}
