using Rag.Files.Media;
using Rag.Files.Sound;

namespace Rag.Tests.Files.Sound;

public sealed class SoundReaderTests : IDisposable
{
    private const double LevelTolerance = 2e-2;

    private readonly TemporaryFolder _folder = new();

    public static IEnumerable<object[]> Kinds =>
        from kind in Enum.GetValues<WavKind>() from extensible in (bool[])[false, true] select new object[] { kind, extensible };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_encoding_gives_the_samples_back(WavKind kind, bool extensible)
    {
        float[] samples = [0, 1, -1, 0.5f, -0.25f, 0.75f, 0.1f];

        var read = Sounds.ReadAll(_folder.Write("a.wav", WavFile.Of(samples, kind, extensible: extensible)));

        Assert.Equal(samples.Length, read.Length);
        var step = kind == WavKind.Integer8 ? 0.01 : 1e-4;
        for (var i = 0; i < samples.Length; i++) Assert.Equal(samples[i], read[i], step);
    }

    [Fact]
    public void Channels_are_averaged()
    {
        var path = _folder.Write("a.wav", WavFile.Of([0.3f, 0.6f, 0.9f, -0.3f, 0, 0.3f], WavKind.Real32, channels: 3));

        Assert.Equal([0.6f, 0f], Sounds.ReadAll(path), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_file_with_64_bit_lengths_ends_where_they_say() =>
        Assert.Equal(1000, Sounds.ReadAll(_folder.Write("a.wav", WavFile.Rf64(WavFile.Sine(100, 1000)))).Length);

    [Fact]
    public void A_length_the_writer_never_knew_means_to_the_end()
    {
        var wav = WavFile.Of(WavFile.Sine(100, 1000));
        wav.AsSpan(40, 4).Fill(0xFF);

        Assert.Equal(1000, Sounds.ReadAll(_folder.Write("a.wav", wav)).Length);
    }

    [Fact]
    public void Chunks_nobody_asked_for_are_passed_over()
    {
        byte[] wav = [.. WavFile.Riff("RIFF", 99), .. WavFile.Chunk("LIST", new byte[33]), .. WavFile.Of(WavFile.Sine(100, 50)).Skip(12)];

        Assert.Equal(50, Sounds.ReadAll(_folder.Write("a.wav", wav)).Length);
    }

    [Fact]
    public void What_the_file_holds_counts_and_not_how_it_is_called() =>
        Assert.Equal(50, Sounds.ReadAll(_folder.Write("a.mp3", WavFile.Of(WavFile.Sine(100, 50)))).Length);

    [Theory]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(96_000)]
    public void A_tone_stays_what_it_is_at_another_rate(int rate)
    {
        var read = Sounds.ReadAll(_folder.Write("a.wav", WavFile.Of(WavFile.Sine(1000, rate, rate), WavKind.Real32, rate)));

        Assert.InRange(read.Length, 15_900, 16_001);
        var (level, rest) = Sounds.Measure(read[1000..15_000], 1000, 16_000);
        Assert.Equal(0.5, level, LevelTolerance);
        Assert.InRange(rest, 0, 0.02);
    }

    public static TheoryData<string, long> BadFiles => new()
    {
        { "empty", 0 }, { "text", 0 }, { "cut in the RIFF header", 0 }, { "cut before the samples", 36 }, { "cut in the samples", 36 }, { "no samples", 36 },
        { "samples before the format", 12 }, { "no channels", 22 }, { "rate 0", 24 }, { "17 bits", 34 }, { "frames that do not fit", 32 },
        { "a chunk longer than the file", 12 }, { "part of a frame", 36 },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_is_refused_with_its_name_and_the_place(string name, long offset)
    {
        var path = _folder.Write("bad.wav", Bad(name));

        var failure = Assert.Throws<MediaException>(() => Sounds.ReadAll(path));

        Assert.Equal((path, offset), (failure.Path, failure.Offset));
        Assert.StartsWith($"{path}: at byte {offset}: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1e30f)]
    public void A_number_that_is_no_sample_is_refused_where_it_stands(float number)
    {
        var samples = WavFile.Sine(100, 9000);
        samples[7000] = number;
        var path = _folder.Write("bad.wav", WavFile.Of(samples, WavKind.Real32));

        Assert.Equal(44 + (4 * 7000), Assert.Throws<MediaException>(() => Sounds.ReadAll(path)).Offset);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("none.wav: is not there", Assert.Throws<MediaException>(() => SoundReader.Open(_folder["none.wav"])).Message, StringComparison.Ordinal);

    [Fact]
    public void An_hour_takes_no_more_memory_than_a_second()
    {
        var path = _folder["long.wav"];
        var head = WavFile.Of([]);
        const int samples = 3600 * 16_000;
        BitConverter.GetBytes(2 * samples).CopyTo(head, 40);
        using (var file = File.Create(path))
        {
            file.Write(head);
            file.SetLength(head.Length + (2L * samples)); // a hole: nothing lies on the disk
        }
        var buffer = new float[16_000];
        using var sound = SoundReader.Open(path);
        var before = GC.GetAllocatedBytesForCurrentThread();

        long total = 0;
        for (int count; (count = sound.Read(buffer)) > 0;) total += count;

        Assert.Equal(samples, total);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static byte[] Bad(string name)
    {
        var wav = WavFile.Of(WavFile.Sine(100, 100), channels: 2);
        byte[] With(int at, params byte[] bytes)
        {
            bytes.CopyTo(wav, at);
            return wav;
        }
        return name switch
        {
            "empty" => [],
            "text" => "this is no sound at all"u8.ToArray(),
            "cut in the RIFF header" => wav[..9],
            "cut before the samples" => wav[..36],
            "cut in the samples" => wav[..^8],
            "no samples" => WavFile.Of([]),
            "samples before the format" => [.. WavFile.Riff("RIFF", 9), .. WavFile.Chunk("data", new byte[8])],
            "no channels" => With(22, 0, 0),
            "rate 0" => With(24, 0, 0, 0, 0),
            "17 bits" => With(34, 17),
            "frames that do not fit" => With(32, 3),
            "a chunk longer than the file" => With(16, 0xFF, 0xFF, 0xFF, 0x7F),
            _ => With(40, 199),
        };
    }
}
