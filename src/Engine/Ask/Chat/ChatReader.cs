using System.Text;
using Microsoft.Extensions.AI;
using Rag.Engine.Retrieval;
using Rag.Memory.Words;

namespace Rag.Engine.Ask.Chat;

/// <summary>
/// Has a language model elsewhere write the answer from the passages, and checks what it cites. Where the server is away, slow, dies
/// while it writes or writes what no passage supports, another reader answers, and the answer says so.
/// </summary>
/// <param name="client">Any chat model; the caller disposes of it.</param>
/// <param name="fallback">Answers in its place.</param>
/// <param name="tokenizer">Cuts texts into the words that are compared.</param>
public sealed class ChatReader(IChatClient client, IReader fallback, WordTokenizer tokenizer, ChatReaderOptions? options = null) : IReader
{
    /// <summary>The name it goes by on the command line and in answers.</summary>
    public const string Name = "llm";

    private readonly ChatReaderOptions _options = options ?? new();

    string IReader.Name => Name;

    /// <inheritdoc/>
    public async ValueTask<Answer> ReadAsync(string question, IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken = default)
    {
        if (passages.Count == 0) return new Answer(question, null, 0, Name, []);
        try
        {
            var written = await WriteAsync(question, passages, cancellationToken);
            if (written.Contains(Prompt.NoAnswer, StringComparison.OrdinalIgnoreCase)) return new Answer(question, null, 0, Name, []);
            var cited = CitedText.Check(written, passages, tokenizer, _options.Support);
            return cited.Citations.Count == 0
                ? await FallBackAsync("what the server wrote rests on no passage", question, passages, cancellationToken)
                : ToAnswer(question, cited);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await FallBackAsync($"the server was silent for {_options.Patience.TotalSeconds:0.#} s", question, passages, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException) // a client may throw anything its server makes it throw
        {
            return await FallBackAsync($"the server failed ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", question, passages, cancellationToken);
        }
    }

    private async Task<string> WriteAsync(string question, IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.Patience);
        var written = new StringBuilder();
        await foreach (var update in client.GetStreamingResponseAsync(Prompt.Of(question, passages), new ChatOptions { Temperature = 0 }, patience.Token))
        {
            patience.CancelAfter(_options.Patience);
            written.Append(update.Text);
            if (written.Length > _options.LongestAnswer) break;
        }
        return written.ToString();
    }

    private static Answer ToAnswer(string question, CitedText cited) => new(question, cited.Text, cited.Supported, Name, cited.Citations)
    {
        Weights = cited.Citations.GroupBy(citation => citation.Source).ToDictionary(source => source.Key, source => (double)source.Count() / cited.Citations.Count),
        Notes = cited.Dropped == 0 ? [] : [$"{cited.Dropped} of the citations that the server gave support nothing and were dropped"],
    };

    private async ValueTask<Answer> FallBackAsync(string reason, string question, IReadOnlyList<FoundPassage> passages, CancellationToken cancellationToken)
    {
        var answer = await fallback.ReadAsync(question, passages, cancellationToken);
        return answer with { Notes = [$"{reason}: the {answer.Reader} reader answered instead", .. answer.Notes] };
    }
}
