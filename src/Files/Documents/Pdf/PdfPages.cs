using Rag.Files.Documents.Pdf.Layout;
using Rag.Files.Documents.Pdf.Letters;
using UglyToad.PdfPig;

namespace Rag.Files.Documents.Pdf;

/// <summary>Reads the pages of a file one by one, and keeps account of what could not be read of them.</summary>
internal sealed class PdfPages(PdfDocument file, LetterParsing parsing)
{
    private const int MaxPagesNamed = 8;

    private readonly List<int> _empty = [], _damaged = [], _unreadable = [], _withoutFont = [];
    private string _reason = "";
    private long _unknown;

    /// <summary>The lines of each page; none of one that cannot be read.</summary>
    public List<List<TextLine>> Read()
    {
        var lines = new List<List<TextLine>>(file.NumberOfPages);
        for (var number = 1; number <= file.NumberOfPages; number++) lines.Add(Read(number));
        return lines;
    }

    /// <summary>What was left out, a line for each reason.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            var notes = new List<string>();
            if (_unreadable.Count > 0) notes.Add($"cannot be read on {Pages(_unreadable)}: {_reason}");
            if (_damaged.Count > 0) notes.Add($"is damaged on {Pages(_damaged)}; what follows the damage there is missing");
            if (_withoutFont.Count > 0) notes.Add($"has fonts that cannot be read on {Pages(_withoutFont)}; text in them is left out");
            if (_empty.Count > 0)
                notes.Add($"has no text on {Pages(_empty)}, perhaps pictures; run text recognition on the file to have what they show");
            if (_unknown > 0) notes.Add($"shows {_unknown:N0} characters of which its fonts do not say what they are; they are left out");
            return notes;
        }
    }

    /// <summary>Why there is no text at all, and what to do.</summary>
    public string ReasonForNoText
    {
        get
        {
            if (_unreadable.Count > 0) return $"is a damaged PDF: {_reason} on {Pages(_unreadable)}; open and save it anew";
            if (_damaged.Count > 0) return $"is damaged on {Pages(_damaged)}; open and save it anew";
            if (file.NumberOfPages == 0) return "is a damaged PDF without pages; open and save it anew";
            return _unknown > 0 || _withoutFont.Count > 0
                ? "has fonts that do not say which characters they draw; save it from its source with text that can be copied"
                : $"has no text on its {file.NumberOfPages:N0} pages, which are pictures perhaps; run text recognition on it first";
        }
    }

    /// <summary>Whether an exception tells of the file: PdfPig has many, also those of .NET, for what it meets in damaged ones.</summary>
    public static bool IsOfTheFile(Exception e) =>
        e is not (DocumentException or OperationCanceledException or OutOfMemoryException or InsufficientExecutionStackException);

    private List<TextLine> Read(int number)
    {
        parsing.Source.Cancellation.ThrowIfCancellationRequested();
        var damagedBefore = parsing.Filters.Damaged;
        try
        {
            var page = file.GetPage<PageLetters>(number);
            var lines = ReadingOrder.Lines(page);
            _unknown += page.Unknown;
            if (page.LacksFont) _withoutFont.Add(number);
            if (parsing.Filters.Damaged > damagedBefore) _damaged.Add(number);
            else if (lines.Count == 0 && page.Unknown == 0 && !page.LacksFont) _empty.Add(number);
            return lines;
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            _reason = e.Message;
            _unreadable.Add(number);
            return [];
        }
    }

    private static string Pages(List<int> numbers)
    {
        var named = string.Join(", ", numbers.Take(MaxPagesNamed).Select(number => $"{number:N0}"));
        var more = numbers.Count > MaxPagesNamed ? $" and {numbers.Count - MaxPagesNamed:N0} more" : "";
        return $"page{(numbers.Count > 1 ? "s" : "")} {named}{more}";
    }
}
