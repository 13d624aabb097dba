using System.Buffers.Binary;

namespace Rag.Files.Pictures.Png;

/// <summary>Turns a row's samples into colours: palette, transparency, depths of 1 to 16 bits (the high byte of 16).</summary>
internal sealed class PngColors
{
    private readonly PngHeader _header;
    private readonly byte[] _palette = new byte[3 * 256];     // what a damaged file's pixels name beyond its palette is black
    private readonly byte[] _paletteAlpha = new byte[256];
    private readonly int[]? _key;                              // the one colour that is transparent, at the full depth

    public PngColors(PictureSource source, PngHeader header, PngChunk? palette, PngChunk? transparency)
    {
        _header = header;
        Array.Fill(_paletteAlpha, byte.MaxValue);
        if (header.ColorType == PngColorType.Palette)
        {
            if (palette is null) throw source.Damaged("the palette is missing", source.Content.Length);
            if (palette.Value.Length % 3 != 0 || palette.Value.Length > _palette.Length) throw source.Damaged($"a palette of {palette.Value.Length} bytes", palette.Value.Start);
            palette.Value.Data(source).CopyTo(_palette);
        }
        if (transparency is not { } chunk || header.HasAlpha) return;
        var data = chunk.Data(source);
        HasAlpha = true;
        if (header.ColorType == PngColorType.Palette)
        {
            if (data.Length > _paletteAlpha.Length) throw source.Damaged($"{data.Length} transparencies of a palette", chunk.Start);
            data.CopyTo(_paletteAlpha);
        }
        else
        {
            if (data.Length != 2 * header.Channels) throw source.Damaged($"a transparent colour of {data.Length} bytes", chunk.Start);
            _key = new int[header.Channels];
            for (var i = 0; i < _key.Length; i++) _key[i] = BinaryPrimitives.ReadUInt16BigEndian(data[(2 * i)..]) & ((1 << header.Depth) - 1);
        }
    }

    /// <summary>Whether any pixel may be transparent.</summary>
    public bool HasAlpha { get => field || _header.HasAlpha; }

    /// <summary>Writes a row's pixels; <paramref name="alpha"/> is empty where <see cref="HasAlpha"/> is false.</summary>
    /// <param name="row">The samples as the file holds them, highest bits first.</param>
    /// <param name="step">How many pixels of the picture lie from one of the row to the next.</param>
    public void Write(ReadOnlySpan<byte> row, int pixels, Span<byte> rgb, Span<byte> alpha, int step)
    {
        if (_header is { ColorType: PngColorType.Rgb, Depth: 8 } && step == 1 && _key is null)
        {
            row.CopyTo(rgb);
            return;
        }
        if (_header is { ColorType: PngColorType.RgbAlpha, Depth: 8 } && step == 1)
        {
            for (var i = 0; i < pixels; i++)
            {
                (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2], alpha[i]) = (row[4 * i], row[4 * i + 1], row[4 * i + 2], row[4 * i + 3]);
            }
            return;
        }
        for (var i = 0; i < pixels; i++)
        {
            var color = rgb.Slice(3 * i * step, 3);
            var first = i * _header.Channels;
            switch (_header.ColorType)
            {
                case PngColorType.Palette:
                    var index = Sample(row, i);
                    _palette.AsSpan(3 * index, 3).CopyTo(color);
                    if (HasAlpha) alpha[i * step] = _paletteAlpha[index];
                    break;
                case PngColorType.Gray or PngColorType.GrayAlpha:
                    color.Fill(Byte(row, first));
                    break;
                default:
                    (color[0], color[1], color[2]) = (Byte(row, first), Byte(row, first + 1), Byte(row, first + 2));
                    break;
            }
            if (_header.HasAlpha) alpha[i * step] = Byte(row, first + _header.Channels - 1);
            else if (_key is not null) alpha[i * step] = IsKey(row, first) ? byte.MinValue : byte.MaxValue;
        }
    }

    private bool IsKey(ReadOnlySpan<byte> row, int first)
    {
        for (var i = 0; i < _key!.Length; i++)
        {
            if (Sample(row, first + i) != _key[i]) return false;
        }
        return true;
    }

    private byte Byte(ReadOnlySpan<byte> row, int at) => _header.Depth switch
    {
        8 => row[at],
        16 => row[2 * at],
        _ => (byte)(Sample(row, at) * 255 / ((1 << _header.Depth) - 1)),
    };

    private int Sample(ReadOnlySpan<byte> row, int at)
    {
        if (_header.Depth == 8) return row[at];
        if (_header.Depth == 16) return BinaryPrimitives.ReadUInt16BigEndian(row[(2 * at)..]);
        var bit = at * _header.Depth;
        return row[bit / 8] >> (8 - _header.Depth - bit % 8) & ((1 << _header.Depth) - 1);
    }
}
