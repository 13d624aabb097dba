using System.ClientModel;
using System.CommandLine;
using Microsoft.Extensions.AI;
using OpenAI;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Ask;
using Rag.Engine.Ask.BuiltIn;
using Rag.Engine.Ask.Chat;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Host.CommandLine;

/// <summary>The options that say who reads what was found.</summary>
internal sealed class ReaderChoice(ModelLibrary library)
{
    private readonly Option<string?> _reader = Readers();

    private readonly Option<string?> _server = new("--llm")
    {
        Description = "URL of an OpenAI-compatible server (http://localhost:11434/v1) that writes the answer; --model names its model, the key is in OPENAI_API_KEY",
    };

    private readonly Option<string?> _folder = new("--reader-model") { Description = "Folder of the built-in reader's weights; without it those that come with rag" };

    public void AddTo(Command command)
    {
        command.Options.Add(_reader);
        command.Options.Add(_folder);
        command.Options.Add(_server);
    }

    /// <summary>Whether a server writes, whose model <c>--model</c> names.</summary>
    public bool IsServer(ParseResult parsed) => parsed.GetValue(_server) is not null;

    /// <summary>
    /// Opens the weights of the reader asked for: where none is, of the one that comes with rag, if the collection has embeddings. Null where it
    /// needs none.
    /// </summary>
    /// <param name="encoder">The collection's.</param>
    /// <exception cref="BadInputException">They are not at hand.</exception>
    public ReaderWeights? OpenWeights(ParseResult parsed, PassageEncoder? encoder)
    {
        var name = parsed.GetValue(_reader);
        var folder = parsed.GetValue(_folder);
        if (name == LexicalReader.Name || (name is null && folder is null && (encoder is null || !library.IsShipped(ReaderWeights.Model)))) return null;
        if (folder is null && !library.IsShipped(ReaderWeights.Model))
            throw new BadInputException($"--reader {name}: no reader comes with this build of rag; train one with 'rag train reader' and name its folder with --reader-model");
        return ReaderWeights.Open(library, library.Find(folder ?? ReaderWeights.Model), encoder);
    }

    /// <summary>The reader asked for: the plain baseline where there are no weights.</summary>
    /// <param name="weights">See <see cref="OpenWeights"/>.</param>
    /// <param name="encoder">The collection's.</param>
    /// <param name="model">The server's model.</param>
    /// <param name="demanded">Whether it answers in any case.</param>
    /// <param name="gate">See <see cref="BuiltInReaderOptions.Gate"/>.</param>
    /// <param name="guided">See <see cref="BuiltInReaderOptions.FollowsSpans"/>.</param>
    public IReader Open(
        ParseResult parsed, IMemory memory, ReaderWeights? weights, PassageEncoder? encoder, string? model = null, bool demanded = false, double? gate = null,
        bool guided = false)
    {
        IReader own = weights is null
            ? new LexicalReader(memory, demanded ? new LexicalReaderOptions { Threshold = 0 } : null)
            : new BuiltInReader(weights.Reader, weights.Judgement, memory, encoder, new BuiltInReaderOptions
            {
                Writes = parsed.GetValue(_reader) == BuiltInReader.Name,
                Threshold = demanded ? 0 : null,
                Gate = gate,
                FollowsSpans = guided,
            });
        return parsed.GetValue(_server) is { } server ? new ChatReader(Connect(server, model), own, memory.Tokenizer) : own;
    }

    private static IChatClient Connect(string server, string? model)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new BadInputException($"--llm {server}: not the URL of a server; write http://HOST:PORT/v1");
        if (model is null) throw new BadInputException("--llm wants --model NAME, the model that the server is to use");
        var key = Environment.GetEnvironmentVariable("OPENAI_API_KEY") is { Length: > 0 } given ? given : "none"; // servers at home want none, the client does
        return new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = url }).GetChatClient(model).AsIChatClient();
    }

    private static Option<string?> Readers()
    {
        var option = new Option<string?>("--reader") { Description = "Who reads the passages: the built-in reader's decoder, its best span (which it is without this), or the plain baseline, which reads by words alone" };
        option.AcceptOnlyFromAmong(BuiltInReader.Name, BuiltInReader.SpanName, LexicalReader.Name);
        return option;
    }
}
