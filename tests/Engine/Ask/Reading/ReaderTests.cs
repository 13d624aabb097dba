using Rag.Encoders.Checkpoints;
using Rag.Encoders.Text.Embeddings;
using Rag.Engine.Ask.Reading;

namespace Rag.Tests.Engine.Ask.Reading;

[Collection(GlobalGenerator.Name)]
public sealed class ReaderTests : IDisposable
{
    private const string Question = "Who built the red tower?";

    private static readonly PassageText _short = new("Karl built a red tower in Rome.", "Karl");
    private static readonly PassageText _long = new("Anna was born in Oslo. The old house and the new tower and the river is near the city.");

    private readonly SmallReader _small = new();

    public void Dispose() => _small.Dispose();

    [Fact]
    public void A_passage_is_scored_the_same_whatever_is_read_beside_it()
    {
        using var reader = _small.Open();
        var (first, second) = (Found(reader, _short), Found(reader, _long));

        var alone = reader.Read(Question, [first]);
        var together = reader.Read(Question, [second, first]);

        var best = together.Spans.First(span => span.Passage == 1);
        Assert.Equal((alone.Spans[0].Start, alone.Spans[0].End), (best.Start, best.End));
        Assert.Equal(alone.Spans[0].Score, best.Score, 3);
        Assert.Equal(alone.Passages[0].NullScore, together.Passages[1].NullScore, 3);
        Assert.Equal(together.Passages.Min(passage => passage.NullProbability), together.NullProbability);
    }

    [Fact]
    public void Probabilities_are_of_all_spans_of_all_passages()
    {
        using var reader = _small.Open();

        var reading = reader.Read(Question, [Found(reader, _short), Found(reader, _long)], new ReadingOptions { Spans = 100, LongestSpan = 1 });

        Assert.All(reading.Spans, span => Assert.InRange(span.Probability, 0, 1));
        Assert.InRange(reading.Spans.Sum(span => span.Probability), 0, 1);
        Assert.Equal(reading.Spans.OrderByDescending(span => span.Score), reading.Spans);
        Assert.All(reading.Spans, span => Assert.InRange(span.End, span.Start + 1, (span.Passage == 0 ? _short : _long).Text.Length));
    }

    [Fact]
    public void Stored_states_read_like_fresh_ones_and_those_of_another_text_are_refused()
    {
        using var reader = _small.Open();
        var fresh = reader.Encode([_short])[0];

        var restored = reader.Restore(_short, fresh.Packed.ToArray());

        var (expected, read) = (reader.Read(Question, [new(fresh)]).Spans[0], reader.Read(Question, [new(restored)]).Spans[0]);
        Assert.Equal((expected.Start, expected.End), (read.Start, read.End));
        Assert.Equal(expected.Score, read.Score, 4);
        Assert.Throws<PassageStatesException>(() => reader.Restore(_long, fresh.Packed));
    }

    [Fact]
    public void Of_more_answers_side_by_side_a_likelier_one_is_taken()
    {
        using var reader = _small.Open();
        var passages = reader.Encode([_short, _long]).Select(states => new RetrievedPassage(states)).ToArray();
        double[] likelihood = [.. new[] { 1, 3, 6 }.Select(beams => reader.Write(Question, passages, new WritingOptions { Beams = beams, LengthPenalty = 0 }).LogProbability)];
        Assert.True(likelihood[0] <= likelihood[1] + 1e-5 && likelihood[1] <= likelihood[2] + 1e-5, string.Join(' ', likelihood));
    }

    [Fact]
    public void One_answer_alone_takes_the_likeliest_piece_each_time()
    {
        using var reader = _small.Open();
        var writing = reader.Write(Question, [new(reader.Encode([_short])[0])], new WritingOptions { Beams = 1 });
        Assert.All(writing.Pieces, piece => Assert.True(piece.Probability > 1.0 / _small.Model.Options.Vocabulary));
        Assert.Equal(writing.Pieces.Count, reader.Write(Question, [new(reader.Encode([_short])[0])], new WritingOptions { Beams = 1, LengthPenalty = 2 }).Pieces.Count);
    }

    [Fact]
    public void States_of_a_reader_with_other_weights_are_refused()
    {
        using var other = new SmallReader(seed: 2);
        using var reader = _small.Open();
        using var retrained = other.Open();
        var foreign = retrained.Encode([_short])[0].Packed;
        Assert.Throws<PassageStatesException>(() => reader.Restore(_short, foreign));
        using var again = _small.Open();
        again.Restore(_short, reader.Encode([_short])[0].Packed);
    }

    [Fact]
    public void Its_pass_gives_the_embedding_that_retrieval_has()
    {
        using var reader = _small.Open();
        using var encoder = TextEncoder.Open(_small.EncoderFolder, new TextEncoderOptions { Precision = Rag.Attention.Inference.Precision.Fp32 });

        var expected = encoder.Embed([_short.Whole])[0];
        var embedding = reader.Encode([_long, _short], embeds: true)[1].Embedding!;

        Assert.Equal(expected, embedding, (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("潮水 ?")]
    public void Any_question_is_read(string question)
    {
        using var reader = _small.Open();
        var passages = new[] { Found(reader, new PassageText("")), Found(reader, _short) };

        var reading = reader.Read(question, passages);
        var writing = reader.Write(question, passages);

        Assert.NotEmpty(reading.Spans);
        Assert.All(writing.PassageWeights, weight => Assert.InRange(weight, 0, 1.0001));
        Assert.Equal(1, reader.Read(question, []).NullProbability);
        Assert.Equal("", reader.Write(question, []).Text);
        Assert.NotEmpty(reader.Read(string.Concat(Enumerable.Repeat("who ", 10_000)), passages).Spans);
    }

    [Fact]
    public void A_written_piece_tells_where_it_came_from_and_how_far_each_head_was_open()
    {
        using var reader = _small.Open();

        var writing = reader.Write(Question, [Found(reader, _short), Found(reader, _long)]);
        var held = reader.Write(Question, [Found(reader, _short)], new WritingOptions { Gate = 0.5 });

        Assert.All(writing.Pieces, piece => Assert.InRange(piece.Copied, 0, piece.Probability + 1e-6));
        Assert.All(writing.Pieces, piece => Assert.InRange(piece.Passage, 0, 1));
        Assert.All(writing.Gates.SelectMany(layer => layer), gate => Assert.InRange(gate, 0.05, 0.25)); // untrained: near the start
        Assert.All(held.Gates.SelectMany(layer => layer), gate => Assert.Equal(0.5, gate, 5));
    }

    [Fact]
    public void A_reader_of_another_encoder_is_refused()
    {
        using var other = new SmallReader(2);
        File.WriteAllText(Path.Combine(other.EncoderFolder, "config.json"), File.ReadAllText(Path.Combine(other.EncoderFolder, "config.json")).Replace("small", "other"));

        using var texts = TextEncoder.Open(other.EncoderFolder);

        var e = Assert.Throws<CheckpointException>(() => Reader.Open(_small.ReaderFolder, texts));

        Assert.Contains("small", e.Message);
        Assert.Contains("other", e.Message);
    }

    private static RetrievedPassage Found(Reader reader, PassageText passage) => new(reader.Encode([passage])[0], 0.5);
}
