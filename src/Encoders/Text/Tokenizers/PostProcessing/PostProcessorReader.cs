using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.PostProcessing;

/// <summary>Builds the post-processor that a tokenizer file describes.</summary>
internal static class PostProcessorReader
{
    public static IPostProcessor Read(JsonPart part) => part.Type switch
    {
        "TemplateProcessing" => TemplateProcessing.Read(part),
        "BertProcessing" => BertProcessing.Read(part),
        "RobertaProcessing" => RobertaProcessing.Read(part),
        "ByteLevel" => new ByteLevelProcessing(part.BoolOr("trim_offsets", true), part.BoolOr("add_prefix_space", true)),
        _ => throw part.Unknown("post-processor"),
    };
}
