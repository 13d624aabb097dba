namespace Rag.Training.Reading;

/// <summary>The answers of a batch piece by piece, each copied from its place in the right passage, and then the end.</summary>
internal sealed class AnswerPieces
{
    private readonly Piece[][] _answers;
    private readonly (int Row, Piece Piece)[] _all;

    /// <param name="most">Pieces of the longest answer; of a longer one no end is learned.</param>
    public AnswerPieces(ReadingBatch batch, int most)
    {
        _answers = [.. batch.Asked.Select((question, i) => PiecesOf(question, batch.Passages[batch.PairPassages[i * batch.Slots]].Ids))];
        Steps = Math.Min(most + 1, _answers.Max(answer => answer.Length));
        _all = [.. _answers.Index().SelectMany(answer => answer.Item.Take(Steps).Select((piece, step) => ((answer.Index * Steps) + step, piece)))];
    }

    /// <summary>Pieces of the longest answer, and the end.</summary>
    public int Steps { get; }

    /// <summary>The first pieces of each answer, int64 (questions, steps), padded by zeros.</summary>
    public Tensor Ids(int steps, Device device) => Table(steps, piece => piece.Id, device);

    /// <summary>The places in the memory that they are copied from, int64 (questions, steps).</summary>
    public Tensor Items(int steps, Device device) => Table(steps, piece => Math.Max(0, piece.Pointed - 1), device);

    /// <summary>Where in questions * steps the pieces of all answers lie, int64 (pieces).</summary>
    public Tensor Rows(Device device) => List(piece => piece.Row, device);

    /// <summary>The pieces of all answers, int64 (pieces).</summary>
    public Tensor Pieces(Device device) => List(piece => piece.Piece.Id, device);

    /// <summary>Where the decoder points at each, int64 (pieces): 0 at the end, then the places in the memory.</summary>
    public Tensor Pointed(Device device) => List(piece => piece.Piece.Pointed, device);

    private static Piece[] PiecesOf(TokenizedQuestion question, int[] passage)
    {
        var end = new Piece(question.Tokens.Ids[^1], 0); // the piece that ends every text
        return question.Span is { } span
            ? [.. Enumerable.Range(span.First, span.Last - span.First + 1).Select(place => new Piece(passage[place], place + 1)), end]
            : [end];
    }

    private Tensor List(Func<(int Row, Piece Piece), long> of, Device device) => torch.tensor(_all.Select(of).ToArray(), device: device);

    private Tensor Table(int steps, Func<Piece, long> of, Device device)
    {
        var table = new long[_answers.Length * steps];
        foreach (var (row, answer) in _answers.Index())
        {
            for (var step = 0; step < Math.Min(steps, answer.Length); step++) table[(row * steps) + step] = of(answer[step]);
        }
        return torch.tensor(table, _answers.Length, steps, device: device);
    }

    private sealed record Piece(long Id, int Pointed);
}
