using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.PostProcessing;

/// <summary>Builds the post-processor that a tokenizer file describes.</summary>
internal static class PostProcessorReader
{
    public static IPostProcessor Read(JsonPart part) => part.Type switch
    {
        "TemplateProcessing" => TemplateProcessing.Read(part),
        "BertProcessing" => BertProcessing.Read(part),
        _ => throw part.Unknown("post-processor"),
    };
}
