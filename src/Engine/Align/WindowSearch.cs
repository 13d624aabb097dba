using Rag.Encoders.Audio.Features;
using Rag.Files.Sound;

namespace Rag.Engine.Align;

/// <summary>A word's place in the recording, in frames, and whether it is said there.</summary>
internal sealed record PlacedWord(int Word, double Start, double End, double Confidence, bool IsSaid = true);

/// <summary>
/// Goes through a recording window by window with the words that may be in it. What a window says well before its end holds; the next one
/// begins a few words earlier, in the longest pause between them, so that every word is heard with what stands around it.
/// </summary>
internal sealed class WindowSearch(IWindowScores recording, AlignOptions options)
{
    /// <summary>Frames a second.</summary>
    public const int FrameRate = SoundReader.EncoderRate / SpeechFeatures.Hop;

    /// <summary>Letters that nobody says in a second.</summary>
    public const int MostLetters = 30;

    private const int Margin = 5 * FrameRate; // at the end of a window, where its words may yet turn out to be elsewhere
    private const int Overlap = 8; // words that are heard again
    private const int MostWidening = 4; // scores of a window then take some 170 MB

    private readonly PlacedWord?[] _placed = new PlacedWord?[recording.Text.Words.Count];
    private readonly List<(double From, double To)> _unwritten = [];
    private int _done; // words that are decided

    /// <summary>Where each word is (null: nowhere), and where something is said that is not written; in frames.</summary>
    /// <param name="progress">Hears the share of the recording that is done.</param>
    public (IReadOnlyList<PlacedWord?> Words, IReadOnlyList<(double From, double To)> Unwritten) Run(
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var (first, word, widening) = (0, 0, 1);
        var window = 2 * (int)(options.WindowSeconds * FrameRate / 2);
        while (first < recording.Frames && word < _placed.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var left = recording.Frames - first;
            var isLast = left <= window * 3 / 2;
            var frames = isLast ? left : window;
            int[] words = [.. Candidates(word, frames * MostLetters / FrameRate * widening)];
            if (words.Length == 0) break;
            var isWhole = isLast && words[^1] == LastSaid;
            var found = Align(first, frames, words, anyEnd: !isWhole);
            var accepted = isLast ? found.Words : [.. found.Words.Where(placed => placed.To <= frames - Margin)];
            var until = isLast ? frames : accepted.Count > 0 ? accepted[^1].To : frames - Margin;
            Accept(first, until, accepted, found.Unwritten);
            if (isLast) break;
            // Where no word was found, words further on may be there: more of them are looked for.
            widening = accepted.Count > 0 ? 1 : Math.Min(MostWidening, 2 * widening);
            (first, word) = accepted.Count > 0 ? Next(first, accepted) : (first + (until / 2 * 2), word);
            progress?.Report((double)first / recording.Frames);
        }
        progress?.Report(1);
        return (_placed, _unwritten);
    }

    private int LastSaid => Enumerable.Range(0, _placed.Length).Last(word => recording.Text.Words[word].Count > 0);

    /// <summary>The words from one on that have readings, until there are more letters than the sound can hold.</summary>
    private IEnumerable<int> Candidates(int word, int letters)
    {
        const int least = 20; // letters: a word is looked for even in very little sound
        for (var left = Math.Max(letters, least); word < _placed.Length && left > 0; word++)
        {
            var readings = recording.Text.Words[word];
            if (readings.Count == 0) continue;
            left -= readings[0].Sum(unit => recording.Text.Units[unit].Letters);
            yield return word;
        }
    }

    private WindowAlignment Align(int first, int frames, int[] words, bool anyEnd)
    {
        var firstUnit = recording.Text.Words[words[0]][0][0];
        var endUnit = recording.Text.Words[words[^1]][^1][^1] + 1;
        return WindowAlignment.Of(recording, recording.Of(first, frames, firstUnit, endUnit), words, firstUnit, options, anyEnd);
    }

    private void Accept(int first, int until, IReadOnlyList<FoundWord> words, IReadOnlyList<(int From, int To)> unwritten)
    {
        foreach (var found in words.Where(found => found.Word >= _done))
            _placed[found.Word] = new PlacedWord(found.Word, first + found.Start, first + found.End, found.Confidence, found.IsSaid);
        if (words.Count > 0) _done = Math.Max(_done, words[^1].Word + 1);
        var from = _unwritten.Count == 0 ? 0 : _unwritten[^1].To;
        foreach (var (start, end) in unwritten.Where(stretch => stretch.From < until))
        {
            var (a, b) = (Math.Max(from, first + start), (double)first + Math.Min(end, until));
            if (b <= a) continue;
            if (_unwritten.Count > 0 && a - _unwritten[^1].To < 1) _unwritten[^1] = (_unwritten[^1].From, b);
            else _unwritten.Add((a, b));
        }
    }

    /// <summary>Where the next window begins: in the longest pause before one of the last words, but behind this one's beginning.</summary>
    private static (int First, int Word) Next(int first, IReadOnlyList<FoundWord> words)
    {
        var from = Math.Max(words.Count - Overlap, (words.Count / 2) + 1);
        if (from >= words.Count) return (first + (words[^1].To / 2 * 2), words[^1].Word + 1);
        var next = Enumerable.Range(from, words.Count - from).MaxBy(i => words[i].From - words[i - 1].To);
        return (first + ((words[next - 1].To + words[next].From) / 4 * 2), words[next].Word);
    }
}
