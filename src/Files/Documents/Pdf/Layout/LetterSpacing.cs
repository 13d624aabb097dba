using System.Text;

namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>Finds letters that are set apart for their looks, as in R E P O R T, and puts them together again.</summary>
internal sealed class LetterSpacing
{
    private const int MinGaps = 3;
    private const double MaxGap = 0.8; // in parts of the font's size
    private const double WordGap = 0.2; // how much wider the gap between words is

    private readonly List<(int At, double Gap)> _gaps = []; // the spaces of a line that stand for nothing but a gap

    public void Clear() => _gaps.Clear();

    /// <summary>Notes that a space is put at a place because of a gap.</summary>
    public void Add(int at, double gap) => _gaps.Add((at, gap));

    /// <summary>Notes that at a place there is a space in the file too.</summary>
    public void Confirm(int at)
    {
        if (_gaps.Count > 0 && _gaps[^1].At == at) _gaps.RemoveAt(_gaps.Count - 1);
    }

    /// <summary>Removes the spaces within words from a line.</summary>
    public void Close(StringBuilder line)
    {
        for (var end = _gaps.Count; end > 0;)
        {
            var start = end - 1;
            while (start > 0 && _gaps[start - 1].At == _gaps[start].At - 2) start--;
            if (end - start >= MinGaps) Close(line, _gaps[start..end]);
            end = start;
        }
    }

    /// <summary>Removes the narrow gaps of a stretch of single letters, if most are alike.</summary>
    private static void Close(StringBuilder line, List<(int At, double Gap)> stretch)
    {
        var widest = stretch.Min(gap => gap.Gap) + WordGap;
        var narrow = stretch.FindAll(gap => gap.Gap < widest);
        if (widest > MaxGap || narrow.Count * 4 < stretch.Count * 3) return;
        for (var i = narrow.Count - 1; i >= 0; i--) line.Remove(narrow[i].At, 1);
    }
}
