namespace Rag.Engine.Caption;

/// <summary>What captions are written in.</summary>
public enum CaptionLanguage
{
    /// <summary>English, word by word.</summary>
    En,

    /// <summary>Chinese, character by character.</summary>
    Zh,
}
