using Rag.Encoders.Audio.Aligner;
using Rag.Engine.Align.Lattice;

namespace Rag.Tests.Engine.Align;

public sealed class ForwardBackwardTests
{
    private static readonly string[][] _oneWord = [["ab"]], _twoWords = [["a"], ["b"]], _readings = [["a"], ["b a", "b"]], _silentWord = [["a"], [], ["b"]];

    public static TheoryData<string[][], int, bool> Cases => new()
    {
        { _oneWord, 6, false }, { _twoWords, 7, false }, { _readings, 8, false }, { _silentWord, 6, false }, { _twoWords, 6, true }, { _readings, 6, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_sum_and_the_posteriors_are_those_of_all_paths_one_by_one(string[][] words, int frames, bool garbage)
    {
        var (text, lattice) = Of(words, garbage);
        var scores = SmallLattice.Scores(text, frames, seed: 1);

        Check(lattice, scores, allowed: null);
    }

    [Fact]
    public void States_outside_their_frames_take_no_part()
    {
        var (text, lattice) = Of(_twoWords, garbage: false);
        var scores = SmallLattice.Scores(text, 8, seed: 2);
        var allowed = FrameSpans.OfWords(lattice, [(1, 4), (4, 7)], 8, tolerance: 1);

        Check(lattice, scores, allowed);
        Assert.True(ForwardBackward.Run(lattice, scores, allowed).LogPartition < ForwardBackward.Run(lattice, scores).LogPartition);
    }

    [Fact]
    public void Silence_between_words_is_optional()
    {
        var (text, lattice) = Of(_twoWords, garbage: false);
        var scores = SmallLattice.Scores(text, 8, seed: 3);

        var without = ForwardBackward.Run(lattice, scores, FrameSpans.OfWords(lattice, [(0, 4), (4, 8)], 8, tolerance: 0));

        Assert.Equal(1, without.Starts[(4 * 2) + 1], 1e-5);
        Assert.Equal(1, without.Ends[4 * 2], 1e-5);
        Assert.Equal(1, without.AtEnd[1], 1e-5);
        Assert.All(Enumerable.Range(0, 8), t => Assert.Equal(0, without.Columns[t * scores.Width]));
    }

    [Fact]
    public void Where_no_path_fits_the_sum_is_nothing()
    {
        var (text, lattice) = Of([["abcdefgh"]], garbage: false);

        var result = ForwardBackward.Run(lattice, SmallLattice.Scores(text, 3, seed: 4));

        Assert.Equal(double.NegativeInfinity, result.LogPartition);
        Assert.All(result.Columns, p => Assert.Equal(0, p));
    }

    [Fact]
    public void A_path_that_is_poor_for_long_and_the_only_one_in_the_end_is_found()
    {
        var text = SmallLattice.Text(["abcdefghij"]);
        var lattice = AlignmentLattice.Of(text);
        const int frames = 2000;
        var columns = Enumerable.Repeat(-5f, frames * 22).ToArray();
        for (var t = 0; t < frames; t++) columns[t * 22] = t < frames - 20 ? 5f : -500f; // silence fits until the word has to be over

        var result = ForwardBackward.Run(lattice, new LatticeScores(frames, columns, new float[frames], new float[frames]));

        Assert.Equal(1, result.Starts.Sum(), 1e-3);
        Assert.Equal(1, Enumerable.Range(0, frames).Select(t => result.Columns.AsSpan(t * 22, 22).ToArray().Sum()).Average(), 1e-4);
    }

    private static (SpokenLetters Text, AlignmentLattice Lattice) Of(string[][] words, bool garbage)
    {
        var text = SmallLattice.Text(words);
        return (text, AlignmentLattice.Of(text, Enumerable.Range(0, words.Length), 0, garbage ? 1 + (2 * text.Letters.Count) : null));
    }

    private static void Check(AlignmentLattice lattice, LatticeScores scores, FrameSpans? allowed)
    {
        var paths = SmallLattice.Paths(lattice, scores, allowed).ToArray();
        var sum = paths.Sum(path => Math.Exp(path.Score));
        double Share(Func<(double Score, int[] States, Dictionary<int, int> Starts, Dictionary<int, int> Ends), bool> which) =>
            paths.Where(which).Sum(path => Math.Exp(path.Score)) / sum;

        var result = ForwardBackward.Run(lattice, scores, allowed);

        Assert.NotEmpty(paths);
        Assert.Equal(Math.Log(sum), result.LogPartition, 1e-9);
        for (var t = 0; t < scores.Frames; t++)
        {
            for (var column = 0; column < scores.Width; column++)
                Assert.Equal(Share(path => lattice.Columns[path.States[t]] == column), result.Columns[(t * scores.Width) + column], 1e-6);
            for (var unit = 0; unit < scores.Units; unit++)
            {
                Assert.Equal(Share(path => path.Starts.GetValueOrDefault(unit, -1) == t), result.Starts[(t * scores.Units) + unit], 1e-6);
                Assert.Equal(Share(path => path.Ends.GetValueOrDefault(unit, -1) == t), result.Ends[(t * scores.Units) + unit], 1e-6);
            }
        }
        for (var unit = 0; unit < scores.Units; unit++)
            Assert.Equal(Share(path => path.Ends.GetValueOrDefault(unit, -1) == scores.Frames), result.AtEnd[unit], 1e-6);
    }
}
