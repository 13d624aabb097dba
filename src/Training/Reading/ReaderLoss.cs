using Rag.Engine.Ask.Reading;

namespace Rag.Training.Reading;

/// <summary>What a reader is to make small.</summary>
internal static class ReaderLoss
{
    /// <summary>
    /// Of the spans: the right one among all positions of all passages of its question (Clark and Gardner, "Simple and effective
    /// multi-paragraph reading comprehension", 2018), and in each passage its answer, which is the first token where it has none.
    /// </summary>
    /// <param name="live">(questions * slots, tokens), the right passage in the first slot.</param>
    public static Tensor OfSpans(LiveStates live, ReadingBatch batch, int slots)
    {
        using var scope = NewDisposeScope();
        var device = live.Start.device;
        var hasAnswer = torch.tensor(batch.Asked.Select(question => question.Span is null ? 0f : 1f).ToArray(), device: device); // (questions)
        var start = Targets(batch, span => span.First, device);
        var end = Targets(batch, span => span.Last, device);
        return (OfPosition(live.Start, start, hasAnswer, slots) + OfPosition(live.End, end, hasAnswer, slots)).MoveToOuterDisposeScope();
    }

    /// <summary>Of what the decoder writes: -log p of each piece of the answer, copied from its place or drawn from the vocabulary, and of the end.</summary>
    public static Tensor OfAnswers(ReaderModel model, EncodedQuestions questions, DecoderMemory memory, ReadingBatch batch)
    {
        using var scope = NewDisposeScope();
        var (decoder, device) = (model.Decoder, memory.States.device);
        var answers = new AnswerPieces(batch, model.Options.AnswerTokens);
        var told = torch.cat([questions.States, decoder.Begin(batch.Questions.Count)], 1); // (questions, question + 1, width)
        if (answers.Steps > 1)
        {
            var written = decoder.Told(answers.Ids(answers.Steps - 1, device), answers.Items(answers.Steps - 1, device), memory);
            told = torch.cat([told, written], 1);
        }
        var mask = functional.pad(questions.Tokens.Mask.to_type(float32), [0, answers.Steps], value: 1).gt(0); // (questions, question + steps)
        var projected = decoder.Project(memory);
        var h = decoder.forward(told, mask, memory, projected).narrow(1, questions.Tokens.Ids.shape[1], answers.Steps); // (questions, steps, width)
        foreach (var cache in projected) cache.Dispose(); // the graph keeps what it needs
        var output = decoder.Point(h, memory);
        var rows = answers.Rows(device); // of those steps that an answer has, in questions * steps
        var copied = output.Pointed.flatten(0, 1).index_select(0, rows).gather(1, answers.Pointed(device).unsqueeze(1)); // (pieces, 1)
        var drawn = decoder.Vocabulary(h.flatten(0, 1).index_select(0, rows)).gather(1, answers.Pieces(device).unsqueeze(1)).exp();
        var copies = output.Copies.flatten(0, 1).index_select(0, rows);
        return (-((copies * copied) + ((1 - copies) * drawn)).clamp_min(1e-9).log().mean()).MoveToOuterDisposeScope();
    }

    private static Tensor OfPosition(Tensor scores, Tensor targets, Tensor hasAnswer, int slots)
    {
        var questions = targets.shape[0];
        var tokens = scores.shape[1];
        var own = functional.log_softmax(scores, -1).view(questions, slots, tokens); // each passage for itself
        var ofRight = -own.select(1, 0).gather(1, targets.unsqueeze(1)).squeeze(1); // (questions)
        var each = slots == 1 ? ofRight : ofRight - own.narrow(1, 1, slots - 1).select(2, 0).mean([1]);
        var together = scores.view(questions, slots, tokens).clone();
        together.select(2, 0).fill_(LiveLayers.Masked);
        var ofAll = -functional.log_softmax(together.flatten(1), -1).gather(1, targets.unsqueeze(1)).squeeze(1); // the first slot's positions come first
        return (each.mean() + ((ofAll * hasAnswer).sum() / hasAnswer.sum().clamp_min(1))) / 2;
    }

    private static Tensor Targets(ReadingBatch batch, Func<(int First, int Last), int> of, Device device) =>
        torch.tensor(batch.Asked.Select(question => question.Span is { } span ? (long)of(span) : 0).ToArray(), device: device);
}
