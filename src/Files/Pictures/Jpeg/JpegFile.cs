namespace Rag.Files.Pictures.Jpeg;

/// <summary>Reads a file's markers (T.81, annex B) from front to back and decodes its scans as they come.</summary>
internal sealed class JpegFile
{
    private const int MostScans = 256; // real files have about ten; each costs a walk through the whole picture
    private const int MostTables = 4;
    private const int ShortestAdobe = 12;

    private readonly PictureSource _source;
    private readonly HuffmanTable?[] _dc = new HuffmanTable?[MostTables], _ac = new HuffmanTable?[MostTables];
    private readonly int[]?[] _quantization = new int[]?[MostTables];
    private JpegFrame? _frame;
    private int _restartInterval, _scans;
    private int? _adobeTransform;
    private bool _isJfif;

    private JpegFile(PictureSource source) => _source = source;

    /// <summary>The frame, its components' samples decoded.</summary>
    public JpegFrame Frame => _frame!;

    public Orientation Orientation { get; private set; } = Orientation.TopLeft;

    /// <summary>What the components mean, told as most readers do: by JFIF's marker, by Adobe's, by the components' names.</summary>
    public ColorSpace ColorSpace => Frame.Components.Count switch
    {
        1 => ColorSpace.Gray,
        4 => _adobeTransform == 2 ? ColorSpace.Ycck : ColorSpace.Cmyk,
        _ when _isJfif => ColorSpace.YCbCr,
        _ when _adobeTransform is not null => _adobeTransform == 0 ? ColorSpace.Rgb : ColorSpace.YCbCr,
        _ => Frame.Components.Select(c => (char)c.Id).SequenceEqual("RGB") ? ColorSpace.Rgb : ColorSpace.YCbCr,
    };

    public static JpegFile Parse(PictureSource source)
    {
        var file = new JpegFile(source);
        file.ReadMarkers();
        if (file._frame is null || file._scans == 0) throw source.Damaged("it ends before its picture", source.Content.Length);
        foreach (var component in file._frame.Components)
        {
            if (component.Quantization is null) throw source.Damaged($"no scan holds component {component.Id}", source.Content.Length);
            if (file._frame.IsProgressive) component.TransformAll();
        }
        return file;
    }

    private void ReadMarkers()
    {
        var content = _source.Content;
        for (var at = 2; ;) // behind "start of image"
        {
            var gap = content.AsSpan(at).IndexOf((byte)JpegMarker.Prefix); // what stands between segments is skipped
            at += gap;
            while (gap >= 0 && at < content.Length && content[at] == (byte)JpegMarker.Prefix) at++;
            if (gap < 0 || at >= content.Length)
            {
                // Without the last marker a progressive file may lack scans; of others it is known what should be there.
                if (_frame is { IsProgressive: true }) throw _source.Damaged("it ends before its last marker", content.Length);
                return;
            }
            var marker = (JpegMarker)content[at++];
            if (marker == JpegMarker.EndOfImage) return;
            if (marker is JpegMarker.Stuffing or JpegMarker.Temporary or (>= JpegMarker.Restart0 and <= JpegMarker.StartOfImage)) continue;
            var length = at + 2 <= content.Length ? content[at] << 8 | content[at + 1] : 0;
            if (length < 2 || at + length > content.Length) throw _source.Damaged("a segment reaches behind the end of the file", at);
            var segment = new JpegSegment(_source, at + 2, length - 2);
            at += length;
            if (marker == JpegMarker.StartOfScan) at = ReadScan(ref segment, at);
            else ReadSegment(marker, ref segment, at);
        }
    }

    private void ReadSegment(JpegMarker marker, ref JpegSegment segment, int end)
    {
        switch (marker)
        {
            case JpegMarker.BaselineFrame or JpegMarker.ExtendedFrame or JpegMarker.ProgressiveFrame:
                if (_frame is not null) throw segment.Damaged("a second frame");
                _frame = JpegFrame.Parse(ref segment, marker == JpegMarker.ProgressiveFrame, _source.Content.Length - end);
                break;
            case JpegMarker.HuffmanTables:
                while (segment.Left > 0)
                {
                    var kind = segment.Byte();
                    if (kind >> 4 > 1 || (kind & 15) >= MostTables) throw segment.Damaged("a Huffman table of an unknown kind");
                    (kind >> 4 == 0 ? _dc : _ac)[kind & 15] = HuffmanTable.Parse(ref segment);
                }
                break;
            case JpegMarker.QuantizationTables:
                while (segment.Left > 0)
                {
                    var kind = segment.Byte();
                    if (kind >> 4 > 1 || (kind & 15) >= MostTables) throw segment.Damaged("a quantization table of an unknown kind");
                    _quantization[kind & 15] = QuantizationTable.Parse(ref segment, wide: kind >> 4 == 1);
                }
                break;
            case JpegMarker.RestartInterval:
                _restartInterval = segment.UInt16();
                break;
            case JpegMarker.Application0:
                _isJfif |= segment.Take(segment.Left).StartsWith("JFIF\0"u8);
                break;
            case JpegMarker.Application1:
                var application = segment.Take(segment.Left);
                if (application.StartsWith("Exif\0\0"u8)) Orientation = ExifReader.ReadOrientation(application["Exif\0\0"u8.Length..]) ?? Orientation;
                break;
            case JpegMarker.Application14:
                var adobe = segment.Take(segment.Left);
                if (adobe.Length >= ShortestAdobe && adobe.StartsWith("Adobe"u8)) _adobeTransform = adobe[ShortestAdobe - 1];
                break;
            case >= JpegMarker.BaselineFrame and <= JpegMarker.LastFrame and not JpegMarker.JpegExtension:
                throw segment.Refuse($"is coded in a way that is not read (lossless, hierarchical or arithmetic, marker FF{(int)marker:X2}); convert it to PNG");
        }
    }

    /// <summary>Decodes a scan whose data begins at <paramref name="start"/>; gives where the next marker is.</summary>
    private int ReadScan(ref JpegSegment segment, int start)
    {
        if (_frame is null) throw segment.Damaged("a scan before its frame");
        if (++_scans > MostScans) throw segment.Damaged($"more than {MostScans} scans");
        var scan = JpegScan.Parse(ref segment, _frame, _dc, _ac);
        foreach (var (component, _, _) in scan.Components)
        {
            component.Quantization ??= component.QuantizationIndex < MostTables ? _quantization[component.QuantizationIndex] : null;
            if (component.Quantization is null) throw segment.Damaged("a scan before its quantization table");
        }
        var data = EntropyData.Parse(_source.Content, start);
        ScanDecoder decoder = _frame.IsProgressive ? new ProgressiveScan(_frame, scan) : new SequentialScan(_frame, scan);
        try
        {
            decoder.Decode(data, _restartInterval);
        }
        catch (EndOfStreamException)
        {
            throw _source.Damaged("the data of a scan ends before the scan", data.EndOffset);
        }
        catch (InvalidDataException)
        {
            throw _source.Damaged("the data of a scan does not fit its tables", start);
        }
        return data.EndOffset;
    }
}
