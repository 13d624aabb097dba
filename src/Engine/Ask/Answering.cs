using System.Diagnostics;
using Rag.Engine.Retrieval;
using Rag.Files;
using Rag.Memory;

namespace Rag.Engine.Ask;

/// <summary>From a question to an answer: searches, with copies as one passage, and has a reader read the best.</summary>
/// <param name="reader">Reads what was found.</param>
internal sealed class Answering(IMemory memory, Retriever retriever, IReader reader)
{
    public async ValueTask<Answer> AskAsync(string question, AskOptions options, CancellationToken cancellationToken)
    {
        if (!question.Any(char.IsLetterOrDigit)) throw new BadInputException("the question is empty: ask for something");
        var clock = Stopwatch.StartNew();
        var words = await QuestionWords.OfAsync(question, memory, cancellationToken);
        if (words.IsEmpty) return Abstain(question, "the question says nothing to look for");
        var passages = await FindAsync(question, options, cancellationToken);
        if (options.WantsKnownNames && await words.UnknownAsync(names: AreInLatin(passages), cancellationToken) is { } unknown)
            return Abstain(question, $"\"{unknown}\" stands nowhere in the collection") with { Timings = Timings(clock.Elapsed) };

        var search = clock.Elapsed;
        var answer = await reader.ReadAsync(question, passages, cancellationToken);
        return answer with { Timings = Timings(search, clock.Elapsed - search) };
    }

    private async ValueTask<IReadOnlyList<FoundPassage>> FindAsync(string question, AskOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundPassage> passages = options.JoinsCopies
            ? await retriever.FindAsync(question, options.Passages, cancellationToken: cancellationToken)
            : [.. (await retriever.SearchAsync(question, options.Passages, cancellationToken: cancellationToken))
                .Select(hit => new FoundPassage(hit, []))];
        var taken = new Dictionary<string, int>();
        return [.. passages.Where(passage => (taken[passage.Item.Source] = taken.GetValueOrDefault(passage.Item.Source) + 1) <= options.MostOfASource).Take(options.Passages)];
    }

    // A name is written otherwise in Chinese: that it is not there tells nothing where the best passage is Chinese.
    private static bool AreInLatin(IReadOnlyList<FoundPassage> passages) => passages is not [var best, ..] || !best.Item.Text.Any(Cjk.IsHan);

    private Answer Abstain(string question, string note) => new(question, null, 0, reader.Name, []) { Notes = [note] };

    private static Dictionary<string, TimeSpan> Timings(TimeSpan search, TimeSpan read = default) => new() { ["search"] = search, ["read"] = read };
}
