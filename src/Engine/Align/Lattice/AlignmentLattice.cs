using Rag.Encoders.Audio.Aligner;

namespace Rag.Engine.Align.Lattice;

/// <summary>A spoken word in the lattice: a chain of states between two junctions.</summary>
/// <param name="Column">Of its start and end scores.</param>
/// <param name="From">The junction it begins at.</param>
/// <param name="To">The junction it ends at.</param>
internal readonly record struct LatticeUnit(int Column, int First, int Last, int From, int To)
{
    /// <summary>Each has two states.</summary>
    public int Letters => (Last - First + 1) / 2;
}

/// <summary>A place between words: a state of silence, one of unwritten speech where the lattice has those, and the words that leave it.</summary>
/// <param name="Garbage">State, or -1.</param>
/// <param name="Skip">The junction behind the written word that begins here, or -1.</param>
/// <param name="Letters">Of that word's shortest reading.</param>
internal readonly record struct Junction(int Gap, int Garbage, int Skip, int Letters);

/// <summary>A written word in the lattice: the first and last <see cref="AlignmentLattice.Units"/> of each reading.</summary>
internal readonly record struct LatticeWord(int Word, IReadOnlyList<(int First, int Last)> Readings);

/// <summary>
/// What may follow what, of a transcript: silence, the letters of the first word (two states each), silence, ..., silence. A state repeats,
/// gives way to the next, or inside a word to the one behind that (silent letters); silence between words is optional; the readings of a
/// word are parallel. Beside each silence may stand unwritten speech.
/// </summary>
public sealed class AlignmentLattice
{
    /// <summary>The logarithm of what cannot be; not infinity, so that differences of two of them are numbers.</summary>
    internal const double Never = -1e30;

    private readonly List<int> _columns = [];
    private readonly List<double> _fromPrevious = [], _fromSecond = [];
    private readonly List<LatticeUnit> _units = [];
    private readonly List<Junction> _junctions = [];
    private readonly List<LatticeWord> _words = [];
    private readonly int? _garbage;

    private AlignmentLattice(int? garbage) => _garbage = garbage;

    /// <summary>States in all.</summary>
    public int States => _columns.Count;

    /// <summary>Of each state, which score of a frame it reads.</summary>
    internal IReadOnlyList<int> Columns => _columns;

    /// <summary>Of each state, 0 where the state before it leads to it, <see cref="Never"/> elsewhere.</summary>
    internal IReadOnlyList<double> FromPrevious => _fromPrevious;

    /// <summary>The same of the state before that.</summary>
    internal IReadOnlyList<double> FromSecond => _fromSecond;

    /// <summary>The spoken words.</summary>
    internal IReadOnlyList<LatticeUnit> Units => _units;

    /// <summary>In an order in which words lead forward.</summary>
    internal IReadOnlyList<Junction> Junctions => _junctions;

    /// <summary>The written words that are in it.</summary>
    internal IReadOnlyList<LatticeWord> Words => _words;

    /// <summary>All words of a transcript, over the scores of <see cref="AlignerModel.Scores"/>.</summary>
    public static AlignmentLattice Of(SpokenLetters text) => Of(text, Enumerable.Range(0, text.Words.Count));

    /// <param name="words">Which words, in their order; those without readings are left out.</param>
    /// <param name="firstUnit">The unit whose scores are the first: those of a stretch of the text begin later.</param>
    /// <param name="garbage">The column of the scores of unwritten speech; null where there is none to be.</param>
    internal static AlignmentLattice Of(SpokenLetters text, IEnumerable<int> words, int firstUnit = 0, int? garbage = null)
    {
        var lattice = new AlignmentLattice(garbage);
        var from = lattice.Join();
        foreach (var word in words)
        {
            if (text.Words[word].Count == 0) continue;
            var ends = new List<int>(); // the last unit of each reading, whose junction comes behind all readings
            var readings = text.Words[word].Select(reading => lattice.Add(text, reading, firstUnit, from, ends)).ToArray();
            var to = lattice.Join();
            foreach (var unit in ends) lattice._units[unit] = lattice._units[unit] with { To = to };
            var letters = text.Words[word].Min(reading => reading.Sum(unit => text.Units[unit].Letters));
            lattice._junctions[from] = lattice._junctions[from] with { Skip = to, Letters = letters };
            lattice._words.Add(new LatticeWord(word, readings));
            from = to;
        }
        return lattice;
    }

    private (int First, int Last) Add(SpokenLetters text, IReadOnlyList<int> reading, int firstUnit, int from, List<int> ends)
    {
        var first = _units.Count;
        for (var i = 0; i < reading.Count; i++)
        {
            var unit = text.Units[reading[i]];
            var state = States;
            for (var j = 0; j < 2 * unit.Letters; j++)
                State(1 + (2 * (unit.FirstLetter - text.Units[firstUnit].FirstLetter)) + j, j >= 1 ? 0 : Never, j >= 2 ? 0 : Never);
            var last = States - 1;
            var isLast = i == reading.Count - 1;
            if (isLast) ends.Add(_units.Count);
            var to = isLast ? -1 : Join();
            _units.Add(new LatticeUnit(reading[i] - firstUnit, state, last, from, to));
            from = to;
        }
        return (first, _units.Count - 1);
    }

    private int Join()
    {
        var gap = State(0, Never, Never);
        _junctions.Add(new Junction(gap, _garbage is { } column ? State(column, Never, Never) : -1, -1, 0));
        return _junctions.Count - 1;
    }

    private int State(int column, double fromPrevious, double fromSecond)
    {
        _columns.Add(column);
        _fromPrevious.Add(fromPrevious);
        _fromSecond.Add(fromSecond);
        return States - 1;
    }
}
