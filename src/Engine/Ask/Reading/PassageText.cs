namespace Rag.Engine.Ask.Reading;

/// <summary>A passage as it is read: its heading and its text in one, token for token what retrieval embeds.</summary>
public sealed record PassageText(string Text, string? Heading = null)
{
    /// <summary>Heading and text.</summary>
    public string Whole => TextStart == 0 ? Text : $"{Heading} {Text}";

    /// <summary>Where the text begins in the whole, in UTF-16 units.</summary>
    public int TextStart => Heading is { Length: > 0 } heading ? heading.Length + 1 : 0;
}
