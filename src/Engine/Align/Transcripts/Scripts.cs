namespace Rag.Engine.Align.Transcripts;

/// <summary>The names of scripts other than Latin.</summary>
internal static class Scripts
{
    private static readonly (char From, char To, string Name)[] _blocks =
    [
        ('\u0370', '\u03FF', "Greek"), ('\u1F00', '\u1FFF', "Greek"), ('\u0400', '\u052F', "Cyrillic"), ('\u0530', '\u058F', "Armenian"),
        ('\u0590', '\u05FF', "Hebrew"),
        ('\u0600', '\u06FF', "Arabic"), ('\u0750', '\u077F', "Arabic"), ('\u0900', '\u097F', "Devanagari"), ('\u0980', '\u09FF', "Bengali"),
        ('\u0A00', '\u0A7F', "Gurmukhi"),
        ('\u0B80', '\u0BFF', "Tamil"), ('\u0C00', '\u0C7F', "Telugu"), ('\u0E00', '\u0E7F', "Thai"), ('\u10A0', '\u10FF', "Georgian"),
        ('\u1100', '\u11FF', "Korean"),
        ('\u1200', '\u137F', "Ethiopic"), ('\u3040', '\u30FF', "Japanese"), ('\u3130', '\u318F', "Korean"), ('\u3400', '\u9FFF', "Chinese"),
        ('\uAC00', '\uD7AF', "Korean"),
        ('\uF900', '\uFAFF', "Chinese"), ('\uD840', '\uD888', "Chinese"),
    ];

    /// <summary>The name of a letter's script; "a script other than Latin" for one without an own name here.</summary>
    public static string NameOf(char letter)
    {
        var block = _blocks.FirstOrDefault(block => letter >= block.From && letter <= block.To);
        return block.Name ?? "a script other than Latin";
    }
}
