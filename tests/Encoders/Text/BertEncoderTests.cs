using Rag.Encoders.Checkpoints;
using Rag.Encoders.Text;
using Rag.Tests.Encoders.Golden;

namespace Rag.Tests.Encoders.Text;

[Collection(GlobalGenerator.Name)]
public sealed class BertEncoderTests
{
    [SharedTheory("golden/models/bert-tiny")]
    [InlineData("bert-tiny")]
    [InlineData("bert-tiny-sharded")]
    public void Every_layer_of_a_padded_batch_agrees_with_transformers(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenModel(name);
        using var encoder = BertEncoder.Open(golden.Folder);
        var mask = golden.Integers("attention_mask").ne(0);

        var states = encoder.States(golden.Integers("input_ids"), mask, golden.Integers("token_type_ids"));

        var visible = mask.unsqueeze(-1).to_type(float32); // (batch, tokens, 1)
        for (var layer = 0; layer < states.Count; layer++)
            Near.Assert(golden.Floats($"hidden_states.{layer}") * visible, states[layer] * visible, $"{name} layer {layer}");
        Near.Assert(golden.Floats("pooler_output"), encoder.Pool(states[^1]), $"{name} pooler");
        Near.Assert(states[^1], encoder.forward(golden.Integers("input_ids"), mask, golden.Integers("token_type_ids")), "last state", 0);
    }

    [SharedFact(GoldenModel.MiniLM)]
    public void Every_layer_of_MiniLM_agrees_with_transformers()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenModel.OfMiniLM();
        using var encoder = BertEncoder.Open(golden.Folder);

        var states = encoder.States(golden.Integers("input_ids"));

        for (var layer = 0; layer <= 6; layer++) Near.Assert(golden.Floats($"hidden_states.{layer}"), states[layer], $"layer {layer}");
    }

    [Fact]
    public void What_it_saves_it_opens_again()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        torch.manual_seed(1);
        using var encoder = new BertEncoder(new BertOptions(30, 10, 2, new(8, 2, 12)) { TokenTypes = 3, Pooler = true });
        encoder.eval();
        encoder.Save(folder.Path);

        using var saved = ModelFolder.Open(folder.Path);
        using var again = BertEncoder.Open(saved);

        Assert.Equal(encoder.Options with { Pooler = false }, BertOptions.Read(saved.Config));
        var ids = torch.tensor(new long[] { 1, 2, 29, 0, 7, 7 }, 2, 3);
        Near.Assert(encoder.forward(ids), again.forward(ids), "states", 0);
    }

    [Fact]
    public void Padding_changes_nothing_for_the_tokens_before_it()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(2);
        using var encoder = new BertEncoder(new BertOptions(30, 10, 2, new(8, 2, 12)));
        encoder.eval();

        var alone = encoder.forward(torch.tensor(new long[] { 3, 4, 5 }, 1, 3));
        var padded = encoder.forward(torch.tensor(new long[] { 3, 4, 5, 9, 9 }, 1, 5), torch.tensor(new[] { true, true, true, false, false }, 1, 5));

        Near.Assert(alone, padded[.., ..3], "states", 1e-5);
    }

    [Fact]
    public void More_tokens_than_positions_are_refused()
    {
        using var encoder = new BertEncoder(new BertOptions(30, 4, 1, new(8, 2, 12)));

        Assert.Contains("5 tokens", Assert.Throws<ArgumentException>(() => encoder.forward(torch.zeros(1, 5, dtype: int64))).Message, StringComparison.Ordinal);
    }
}
