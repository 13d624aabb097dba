using Rag.Encoders.Checkpoints;

namespace Rag.Encoders.Text.Embeddings;

/// <summary>How the states of a text's tokens become one vector.</summary>
public enum Pooling
{
    /// <summary>The mean of all tokens.</summary>
    Mean,

    /// <summary>The first token's.</summary>
    FirstToken,
}

/// <summary>
/// What a folder of the sentence-transformers library says beside the model: modules.json, 1_Pooling/config.json,
/// sentence_bert_config.json. A folder without them means the mean over as many tokens as there are positions.
/// </summary>
/// <param name="Pooling">How states become a vector.</param>
/// <param name="MaxTokens">Tokens of a text that are read at once, special ones included.</param>
public sealed record SentenceModel(Pooling Pooling, int MaxTokens)
{
    private const string Pools = "Pooling", Transforms = "Transformer", Normalizes = "Normalize";

    /// <param name="positions">The positions of the folder's model, the most tokens it can read.</param>
    /// <exception cref="CheckpointException">A file is damaged or asks for something unknown.</exception>
    public static SentenceModel Read(ModelFolder folder, int positions)
    {
        var tokens = folder.Find("sentence_bert_config.json") is { } sentence
            ? ModelConfig.Read(sentence).Count("max_seq_length", 3, positions, positions)
            : positions;
        return new SentenceModel(folder.Find("modules.json") is { } modules ? ReadModules(modules) : Pooling.Mean, tokens);
    }

    private static Pooling ReadModules(string path)
    {
        var pooling = Pooling.Mean;
        foreach (var module in ModelConfig.ReadList(path))
        {
            var kind = module.Text("type").Split('.')[^1];
            if (kind == Pools) pooling = ReadPooling(module, Path.GetDirectoryName(path)!);
            else if (kind is not (Transforms or Normalizes)) throw module.Bad($"a module of type \"{module.Text("type")}\" is not supported");
        }
        return pooling;
    }

    private static Pooling ReadPooling(ModelConfig module, string folder)
    {
        var name = module.Text("path");
        if (name.Length == 0 || name != Path.GetFileName(name) || name == "..") throw module.Bad($"\"{name}\" is no folder beside it");
        var config = ModelConfig.Read(Path.Combine(folder, name, "config.json"));
        string[] modes = [.. config.Names.Where(mode => mode.StartsWith("pooling_mode_", StringComparison.Ordinal) && config.Flag(mode))];
        return modes switch
        {
            ["pooling_mode_mean_tokens"] => Pooling.Mean,
            ["pooling_mode_cls_token"] => Pooling.FirstToken,
            _ => throw config.Bad($"pooling by {(modes.Length == 0 ? "nothing" : string.Join(" and ", modes))} is not supported, only by the mean or by the first token"),
        };
    }
}
