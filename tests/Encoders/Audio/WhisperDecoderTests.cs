using Rag.Encoders.Audio;
using Rag.Encoders.Layers;
using Rag.Tests.Encoders.Golden;

namespace Rag.Tests.Encoders.Audio;

[Collection(GlobalGenerator.Name)]
public sealed class WhisperDecoderTests
{
    private const string Reference = "golden/models/whisper-tiny-random";

    private static readonly WhisperDecoderOptions _tiny = new(11, 9, 2, new LayerOptions(8, 2, 12) { ProjectionBias = Rag.Attention.ProjectionBias.AllButKeys });

    [SharedFact(Reference)]
    public void Scores_agree_with_transformers()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var golden = new GoldenModel("whisper-tiny-random");
        using var decoder = WhisperDecoder.Open(golden.Folder);
        using var memory = decoder.Remember(golden.Floats("encoder.last"));

        var states = decoder.forward(golden.Integers("decoder_input_ids"), memory);

        Near.Assert(golden.Floats("decoder.hidden_states.2"), states, "states");
        Near.Assert(golden.Floats("logits"), decoder.Score(states), "logits");
    }

    [SharedFact(Reference)]
    public void Greedy_tokens_equal_those_of_transformers()
    {
        using var mode = torch.inference_mode();
        using var scope = NewDisposeScope();
        using var golden = new GoldenModel("whisper-tiny-random");
        using var encoder = WhisperEncoder.Open(golden.Folder);
        using var decoder = WhisperDecoder.Open(golden.Folder);
        var expected = golden.Integers("greedy"); // (2, 21)
        using var memory = decoder.Remember(encoder.forward(golden.Floats("input_features")));

        var written = new List<Tensor> { expected.narrow(1, 0, 1) };
        while (written.Count < expected.shape[1]) written.Add(decoder.Score(decoder.forward(written[^1], memory)).argmax(2));

        Assert.Equal(expected.data<long>().ToArray(), torch.cat(written, 1).data<long>().ToArray());
    }

    [Fact]
    public void Token_by_token_is_as_all_at_once()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var decoder = Tiny();
        using var memory = decoder.Remember(torch.randn(2, 5, 8));
        var tokens = Tokens(2, 7);

        var whole = decoder.forward(tokens, memory);
        memory.Restart();
        var parts = new[] { (0, 3), (3, 1), (4, 2), (6, 1) }.Select(part => decoder.forward(tokens.narrow(1, part.Item1, part.Item2), memory)).ToList();

        Assert.Equal(7, memory.Tokens);
        Near.Assert(whole, torch.cat(parts, 1), "states", 1e-5);
    }

    [Fact]
    public void Texts_that_share_a_window_are_as_if_each_had_its_own_and_change_places()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var decoder = Tiny();
        var heard = torch.randn(1, 5, 8);
        var (first, second) = (Tokens(3, 4), Tokens(3, 1));
        var order = torch.tensor(new long[] { 2, 0, 0 });
        using var shared = decoder.Remember(heard);
        using var own = decoder.Remember(heard.expand(3, -1, -1));

        Near.Assert(decoder.forward(first, own), decoder.forward(first, shared), "states", 1e-5);
        shared.Reorder(order);
        var reordered = decoder.forward(second, shared);
        using var anew = decoder.Remember(heard.expand(3, -1, -1));
        var whole = decoder.forward(torch.cat([first.index_select(0, order), second], 1), anew);
        Near.Assert(whole.narrow(1, 4, 1), reordered, "reordered", 1e-5);
    }

    [Fact]
    public void More_tokens_than_positions_are_refused()
    {
        using var off = no_grad();
        using var decoder = Tiny();
        using var memory = decoder.Remember(torch.randn(1, 5, 8));
        decoder.forward(Tokens(1, 6), memory).Dispose();

        Assert.Contains("beyond the 9", Assert.Throws<ArgumentException>(() => decoder.forward(Tokens(1, 4), memory)).Message, StringComparison.Ordinal);
    }

    private static WhisperDecoder Tiny()
    {
        torch.manual_seed(2);
        var decoder = new WhisperDecoder(_tiny);
        decoder.eval();
        return decoder;
    }

    private static Tensor Tokens(int texts, int count) => torch.randint(0, 11, [texts, count], dtype: int64);
}
