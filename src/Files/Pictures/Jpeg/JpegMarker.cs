namespace Rag.Files.Pictures.Jpeg;

/// <summary>The second bytes of the markers that matter here (T.81, table B.1); the first is <see cref="Prefix"/>.</summary>
internal enum JpegMarker : byte
{
    Stuffing = 0x00,
    Temporary = 0x01,
    BaselineFrame = 0xC0,
    ExtendedFrame = 0xC1,
    ProgressiveFrame = 0xC2,
    HuffmanTables = 0xC4,
    JpegExtension = 0xC8,
    LastFrame = 0xCF,
    Restart0 = 0xD0,
    Restart7 = 0xD7,
    StartOfImage = 0xD8,
    EndOfImage = 0xD9,
    StartOfScan = 0xDA,
    QuantizationTables = 0xDB,
    RestartInterval = 0xDD,
    Application0 = 0xE0,
    Application1 = 0xE1,
    Application14 = 0xEE,
    Prefix = 0xFF,
}
