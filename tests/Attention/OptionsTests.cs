using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Attention.Gates;
using Rag.Attention.Kernels;
using Rag.Attention.Masks;
using Rag.Attention.Positions;
using Rag.Attention.Scores;

namespace Rag.Tests.Attention;

public sealed class OptionsTests
{
    private static readonly (string Reason, Func<object> Build)[] _refused =
    [
        ("does not divide into 3 heads", () => new AttentionOptions(16, 3)),
        ("1 or more", () => new AttentionOptions(0)),
        ("1 or more", () => new AttentionOptions(16, 0)),
        ("1 or more", () => new AttentionOptions(16, memoryWidth: 0)),
        ("cannot share 3 key/value heads", () => new AttentionOptions(16, 4, keyValueHeads: 3)),
        ("temperature is positive", () => new AttentionOptions(16, temperature: 0)),
        ("temperature is positive", () => new AttentionOptions(16, temperature: double.NaN)),
        ("lies in [0, 1)", () => new AttentionOptions(16, dropout: 1)),
        ("bandwidth is positive", () => new AttentionOptions(16, score: Score.Gaussian(0))),
        ("limit of key norms is positive", () => new AttentionOptions(16, keyNormLimit: -1)),
        ("nothing to clip", () => new AttentionOptions(16, score: Score.Cosine, keyNormLimit: 1)),
        ("clipping would move them", () => new AttentionOptions(16, score: Score.Gaussian(), keyNormLimit: 1)),
        ("retrieved items", () => new AttentionOptions(16, causal: true, chunkLength: 4)),
        ("retrieved items", () => new AttentionOptions(16, window: new SlidingWindow(2), chunkLength: 4)),
        ("1 or more queries", () => new AttentionOptions(16, chunkLength: 0)),
        ("reaches 0 or more", () => new AttentionOptions(16, window: new SlidingWindow(-1))),
        ("position is 0 or more", () => new AttentionOptions(16, window: new SlidingWindow(2, -1))),
        ("named once", () => new AttentionOptions(16, window: new SlidingWindow(2, 3, 3))),
        ("multiples of 4", () => new AttentionOptions(16, biases: [new RelativeBuckets(30)])),
        ("largest distance lies above", () => new AttentionOptions(16, biases: [new RelativeBuckets(32, 8)])),
        ("period is positive", () => new AttentionOptions(16, biases: [new PeriodicBias(0)])),
        ("largest distance is 0 or more", () => new AttentionOptions(16, biases: [new DistanceBias(-1)])),
        ("spread is positive", () => new AttentionOptions(16, biases: [new MonotonicPrior(0)])),
        ("Keys per query are positive", () => new AttentionOptions(16, biases: [new MonotonicPrior(1, 0)])),
        ("a head of 5 is odd", () => new AttentionOptions(15, 3, position: new RotaryPosition())),
        ("base of rotary positions", () => new AttentionOptions(16, 4, position: new RotaryPosition(1))),
        ("a head of 5 is odd", () => new AttentionOptions(15, 3, position: new SinusoidalPosition())),
        ("1 or more rows", () => new AttentionOptions(16, position: new LearnedPosition(0))),
        ("wants a sliding window", () => new AttentionOptions(16, kernel: Kernel.Window)),
        ("a Gaussian score wants the tiled", () => new AttentionOptions(16, window: new SlidingWindow(2), score: Score.Gaussian(), kernel: Kernel.Window)),
        ("RetrievalBias is none", () => new AttentionOptions(16, window: new SlidingWindow(2), biases: [new RetrievalBias()], kernel: Kernel.Window)),
        ("another distance from every block", () => new AttentionOptions(16, window: new SlidingWindow(2, 0), biases: [new Alibi()], kernel: Kernel.Window)),
        ("between 1 and 10 summaries", () => new AttentionOptions(16, kernel: Kernel.Linformer(11, 10))),
        ("causal mask would leak", () => new AttentionOptions(16, causal: true, kernel: Kernel.Linformer(4, 10))),
        ("no position a window", () => new AttentionOptions(16, window: new SlidingWindow(2), kernel: Kernel.Linformer(4, 10))),
        ("no position a window", () => new AttentionOptions(16, chunkLength: 2, kernel: Kernel.Linformer(4, 10))),
        ("takes no bias", () => new AttentionOptions(16, biases: [new Alibi()], kernel: Kernel.Linformer(4, 10))),
        ("mix the null key", () => new AttentionOptions(16, nullKey: true, kernel: Kernel.Linformer(4, 10))),
        ("no mix of distances", () => new AttentionOptions(16, score: Score.Gaussian(), kernel: Kernel.Linformer(4, 10))),
        ("1 or more features", () => new AttentionOptions(16, kernel: Kernel.Performer(0))),
        ("takes no bias", () => new AttentionOptions(16, biases: [new LagBias(1)], kernel: Kernel.Performer())),
        ("no window or chunks", () => new AttentionOptions(16, window: new SlidingWindow(2), kernel: Kernel.Performer())),
        ("no window or chunks", () => new AttentionOptions(16, chunkLength: 2, kernel: Kernel.Performer())),
        ("no weights that could be dropped", () => new AttentionOptions(16, dropout: 0.1, kernel: Kernel.Performer())),
        ("do not mix with", () => new GatedMemoryAttention(new(16, 2, outputProjection: false), new(16, 4, outputProjection: false))),
        ("joined once", () => new GatedMemoryAttention(new(16, 2), new(16, 2))),
        ("Tied key and value", () => new GatedMemoryAttention(new(16, 2, outputProjection: false), new(16, 2, memoryWidth: 8, outputProjection: false), tieKeysAndValues: true)),
        ("bias is finite", () => new MemoryGate(new GateOptions(StartBias: double.NaN), 2, 16)),
        ("1 or more heads", () => new MemoryGate(new GateOptions(), 0, 16)),
        ("frozen to 1 or 2", () => new MemoryGate(new GateOptions(), 2, 16) { Frozen = [0, 1, 0] }),
    ];

    public static IEnumerable<object[]> Refused() => Enumerable.Range(0, _refused.Length).Select(i => new object[] { i, _refused[i].Reason });

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_makes_no_sense_is_refused_with_the_reason(int number, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => _refused[number].Build()).Message);

    [Fact]
    public void A_cosine_learns_its_temperature_unless_told_otherwise()
    {
        Assert.Equal((0.1, true), (new AttentionOptions(16, score: Score.Cosine).Temperature, new AttentionOptions(16, score: Score.Cosine).LearnTemperature));
        Assert.False(new AttentionOptions(16, score: Score.Cosine, learnTemperature: false).LearnTemperature);
        Assert.Equal((1.0, false), (new AttentionOptions(16).Temperature, new AttentionOptions(16).LearnTemperature));
    }
}
