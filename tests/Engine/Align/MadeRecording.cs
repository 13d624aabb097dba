using Rag.Encoders.Audio.Aligner;
using Rag.Engine.Align;
using Rag.Engine.Align.Lattice;

namespace Rag.Tests.Engine.Align;

/// <summary>A recording of which every frame is known: the scores that a good model would give it.</summary>
internal sealed class MadeRecording : IWindowScores
{
    private const float Right = 2, Twin = -1, Wrong = -6, NoSilence = -4, Garbage = -2.5f;

    private readonly List<(char Letter, int Half)> _heard = [];
    private readonly Random _random;

    public MadeRecording(int seed, params string[][] transcript)
    {
        _random = new Random(seed);
        Text = SpokenLetters.Of([.. transcript.Select(IReadOnlyList<string> (readings) => readings)], reach: 2);
    }

    public SpokenLetters Text { get; }

    public int Frames => _heard.Count;

    /// <summary>Adds silence.</summary>
    public MadeRecording Pause(int frames) => Add(Enumerable.Repeat((' ', 0), frames));

    /// <summary>Adds speech that is in no transcript.</summary>
    public MadeRecording Foreign(int frames) => Add(Enumerable.Repeat(('?', 0), frames));

    /// <summary>Adds words, each letter of 8 to 16 frames.</summary>
    /// <returns>The first frame of all of them and the frame behind them.</returns>
    public (int From, int To) Say(string words)
    {
        var from = Frames;
        foreach (var letter in words.Where(letter => letter != ' '))
        {
            for (var half = 0; half < 2; half++) Add(Enumerable.Repeat((letter, half), _random.Next(4, 9)));
        }
        return (from, Frames);
    }

    public IEnumerable<LatticeScores> Of(int first, int frames, IReadOnlyList<SpokenLetters> texts) =>
        texts.Select(text => Of(first, frames, text, 0, text.Units.Count));

    public LatticeScores Of(int first, int frames, int firstUnit, int endUnit) => Of(first, frames, Text, firstUnit, endUnit);

    private LatticeScores Of(int first, int frames, SpokenLetters text, int firstUnit, int endUnit)
    {
        var (firstLetter, last) = (text.Units[firstUnit].FirstLetter, text.Units[endUnit - 1]);
        var numbers = Enumerable.Range(firstLetter, last.FirstLetter + last.Letters - firstLetter);
        var letters = numbers.Select(letter => Letter(text.Ids[text.Letters[letter]])).ToArray();
        var width = 2 + (2 * letters.Length);
        var columns = new float[frames * width];
        for (var t = 0; t < frames; t++)
        {
            var (heard, half) = _heard[first + t];
            var row = columns.AsSpan(t * width, width);
            row[0] = heard == ' ' ? Right : NoSilence;
            for (var i = 0; i < letters.Length * 2; i++) row[1 + i] = letters[i / 2] != heard ? Wrong : i % 2 == half ? Right : Twin;
            row[^1] = heard == ' ' ? Wrong : Garbage;
        }
        return new LatticeScores(frames, columns, new float[frames * (endUnit - firstUnit)], new float[frames * (endUnit - firstUnit)]);
    }

    private static char Letter(int id) => (char)('a' + id - 2);

    private MadeRecording Add(IEnumerable<(char Letter, int Half)> frames)
    {
        _heard.AddRange(frames);
        return this;
    }
}
