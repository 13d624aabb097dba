namespace Rag.Encoders.Text.Tokenizers.Unicode;

/// <summary>NFD, NFKD, NFC and NFKC over text with places.</summary>
internal static class NormalizationForms
{
    // The first code points that any form changes: À canonically, the no-break space by compatibility.
    private const int FirstCanonical = 0xC0, FirstCompatible = 0xA0;

    public static AlignedText Normalize(AlignedText text, bool compatibility, bool compose)
    {
        if (!text.Chars.ContainsAnyInRange((char)(compatibility ? FirstCompatible : FirstCanonical), char.MaxValue)) return text;
        var changes = Decompose(text.Chars, compatibility);
        if (compose) changes = Compose(changes);
        return TextRewriter.Apply(text, changes.Select(change => (change.Code, change.Inserted)));
    }

    private static List<Change> Decompose(ReadOnlySpan<char> text, bool compatibility)
    {
        var changes = new List<Change>(text.Length);
        var parts = new List<int>();
        var pending = 0; // from here on the marks are not yet in the order of their classes
        for (var i = 0; i < text.Length;)
        {
            var code = CodePoint.At(text, i, out var length);
            i += length;
            parts.Clear();
            Decomposition.Append(code, compatibility, parts);
            for (var part = 0; part < parts.Count; part++)
            {
                var change = new Change(parts[part], Decomposition.ClassOf(parts[part]), part == 0 ? 0 : 1);
                if (change.Class == 0) Order(changes, pending);
                changes.Add(change);
                if (change.Class == 0) pending = changes.Count;
            }
        }
        Order(changes, pending);
        return changes;
    }

    private static void Order(List<Change> changes, int from)
    {
        if (changes.Count - from < 2) return;
        var marks = changes.Skip(from).OrderBy(change => change.Class).ToList(); // a stable sort, as the standard wants it
        changes.RemoveRange(from, marks.Count);
        changes.AddRange(marks);
    }

    private static List<Change> Compose(List<Change> changes)
    {
        var composed = new List<Change>(changes.Count);
        var starter = -1;
        foreach (var change in changes)
        {
            if (starter >= 0)
            {
                var last = composed[^1];
                var isBlocked = starter != composed.Count - 1 && last.Class >= change.Class;
                var whole = isBlocked ? -1 : Decomposition.Compose(composed[starter].Code, change.Code);
                if (whole >= 0)
                {
                    composed[starter] = composed[starter] with { Code = whole, Inserted = composed[starter].Inserted + change.Inserted - 1 };
                    continue;
                }
            }
            if (change.Class == 0) starter = composed.Count;
            composed.Add(change);
        }
        return composed;
    }

    /// <param name="Inserted">As <see cref="TextRewriter.Apply"/> has it.</param>
    private readonly record struct Change(int Code, int Class, int Inserted);
}
