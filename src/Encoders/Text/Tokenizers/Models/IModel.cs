using Rag.Encoders.Text.Tokenizers.Vocabularies;

namespace Rag.Encoders.Text.Tokenizers.Models;

/// <summary>Cuts one piece of pre-tokenized text into tokens of the vocabulary. Safe for concurrent use.</summary>
internal interface IModel
{
    Vocabulary Vocabulary { get; }

    /// <summary>Appends the tokens of <paramref name="piece"/>, which is not empty, in order.</summary>
    void Tokenize(ReadOnlySpan<char> piece, List<ModelToken> tokens);
}

/// <summary>A token of a piece.</summary>
/// <param name="Start">First UTF-16 unit in the piece.</param>
/// <param name="End">UTF-16 unit after the last.</param>
/// <param name="Text">What it shows as, where that is not the vocabulary's token of this id.</param>
internal readonly record struct ModelToken(int Id, int Start, int End, string? Text = null);
