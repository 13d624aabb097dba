using Rag.Files.Media;
using Rag.Files.Pictures;

namespace Rag.Tests.Files.Pictures.Png;

public sealed class PngDecoderTests
{
    private const int Gray = 0, Rgb = 2, Palette = 3, GrayAlpha = 4, RgbAlpha = 6;

    public static TheoryData<int, int, bool> Kinds()
    {
        var kinds = new TheoryData<int, int, bool>();
        foreach (var interlaced in (bool[])[false, true])
        {
            foreach (var depth in (int[])[1, 2, 4, 8, 16]) kinds.Add(Gray, depth, interlaced);
            foreach (var depth in (int[])[1, 2, 4, 8]) kinds.Add(Palette, depth, interlaced);
            foreach (var type in (int[])[Rgb, GrayAlpha, RgbAlpha])
            {
                kinds.Add(type, 8, interlaced);
                kinds.Add(type, 16, interlaced);
            }
        }
        return kinds;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_colour_type_and_depth_gives_back_its_samples(int type, int depth, bool interlaced)
    {
        var random = new Random(type * 100 + depth);
        var palette = new byte[3 * (1 << Math.Min(depth, 8))];
        random.NextBytes(palette);
        foreach (var (width, height) in ((int, int)[])[(1, 1), (3, 5), (37, 23), (8, 70)])
        {
            var samples = new int[width * height * 4];
            for (var i = 0; i < samples.Length; i++) samples[i] = random.Next(1 << depth);
            int Sample(int x, int y, int channel) => samples[(y * width + x) * 4 + channel];
            var file = new HandwrittenPng(width, height, depth, type, interlaced, Sample).Write(100, type == Palette ? [("PLTE", palette)] : []);

            var picture = PictureReader.Decode("a.png", file);

            Assert.Equal((width, height), (picture.Width, picture.Height));
            Assert.Equal(type is GrayAlpha or RgbAlpha, picture.Alpha is not null);
            for (var i = 0; i < width * height; i++)
            {
                int Byte(int channel) => depth == 16 ? samples[4 * i + channel] >> 8 : samples[4 * i + channel] * 255 / ((1 << depth) - 1);
                byte[] expected = type switch
                {
                    Palette => palette[(3 * samples[4 * i])..(3 * samples[4 * i] + 3)],
                    Gray or GrayAlpha => [(byte)Byte(0), (byte)Byte(0), (byte)Byte(0)],
                    _ => [(byte)Byte(0), (byte)Byte(1), (byte)Byte(2)],
                };
                Assert.Equal(expected, picture.Rgb[(3 * i)..(3 * i + 3)]);
                if (picture.Alpha is not null) Assert.Equal((byte)Byte(type == GrayAlpha ? 1 : 3), picture.Alpha[i]);
            }
        }
    }

    [Fact]
    public void Palette_entries_and_one_colour_can_be_transparent()
    {
        var palette = new HandwrittenPng(4, 1, 2, Palette, false, (x, _, _) => x).Write(100, ("PLTE", new byte[12]), ("tRNS", [7, 0]));
        var key = new HandwrittenPng(4, 1, 8, Rgb, false, (x, _, channel) => 10 * x + channel).Write(100, ("tRNS", [0, 20, 0, 21, 0, 22]));

        Assert.Equal([7, 0, 255, 255], PictureReader.Decode("a.png", palette).Alpha!);
        Assert.Equal([255, 255, 0, 255], PictureReader.Decode("a.png", key).Alpha!);
    }

    [Fact]
    public void A_file_of_another_writer_gives_its_pixels() => Assert.Equal(Fixture.Pattern, Fixture.Read("pattern.png").Rgb);

    [Theory]
    [InlineData(60_000, 60_000, "over the limit")]
    [InlineData(9_000, 9_000, "claimed")]
    public void A_bomb_of_a_hundred_bytes_is_refused_before_memory_is_taken(int width, int height, string word)
    {
        var file = new HandwrittenPng(1, 1, 8, Rgb, false, (_, _, _) => 0).Write();
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        HandwrittenPng.Reseal(file);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refused = Assert.Throws<MediaException>(() => PictureReader.Decode("bomb.png", file));

        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_with_name_and_offset()
    {
        var file = new HandwrittenPng(20, 20, 8, Rgb, false, (x, y, channel) => 5 * x + 7 * y + channel).Write(200);
        for (var length = 8; length < file.Length; length += 3)
        {
            var refused = Assert.Throws<MediaException>(() => PictureReader.Decode("cut.png", file[..length]));
            Assert.StartsWith("cut.png", refused.Message, StringComparison.Ordinal);
            Assert.NotNull(refused.Offset);
        }
    }

    [Fact]
    public void Changed_bytes_show_by_the_checksums()
    {
        var file = new HandwrittenPng(20, 20, 8, Rgb, false, (x, y, channel) => (x * y * 31 + channel) & 0xFF).Write();
        var data = file.AsSpan().IndexOf("IDAT"u8) + 4;
        foreach (var at in (int[])[20, data + 30, data + 200])
        {
            var changed = (byte[])file.Clone();
            changed[at] ^= 1;
            Assert.Throws<MediaException>(() => PictureReader.Decode("changed.png", changed));
        }
    }

    [Fact]
    public void Data_that_wants_a_preset_dictionary_is_refused()
    {
        var file = new HandwrittenPng(5, 5, 8, Gray, false, (x, _, _) => x).Write();
        file[file.AsSpan().IndexOf("IDAT"u8) + 5] = 0x20; // RFC 1950, FDICT
        HandwrittenPng.Reseal(file);

        Assert.Contains("expanded", Assert.Throws<MediaException>(() => PictureReader.Decode("a.png", file)).Message, StringComparison.Ordinal);
    }
}
