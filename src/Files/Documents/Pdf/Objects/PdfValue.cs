namespace Rag.Files.Documents.Pdf.Objects;

/// <summary>A value of the PDF object model (ISO 32000-2, 7.3).</summary>
internal abstract class PdfValue;

/// <summary>A word that is no value of its own: null, true, an operator of a content stream.</summary>
internal sealed class PdfKeyword(string name) : PdfValue
{
    public string Name => name;
}

internal sealed class PdfNumber(double value) : PdfValue
{
    public double Value => value;

    /// <summary>The number as an index; 0 if it is out of range.</summary>
    public int Int => double.Abs(value) < int.MaxValue ? (int)value : 0;
}

internal sealed class PdfString(byte[] bytes) : PdfValue
{
    public byte[] Bytes => bytes;
}

internal sealed class PdfName(string name) : PdfValue
{
    public string Name => name;
}

internal sealed class PdfReference(int number) : PdfValue
{
    public int Number => number;
}

internal sealed class PdfArray(List<PdfValue> items) : PdfValue
{
    public List<PdfValue> Items => items;
}

internal sealed class PdfDictionary(Dictionary<string, PdfValue> entries) : PdfValue
{
    public static readonly PdfDictionary Empty = new([]);

    public Dictionary<string, PdfValue> Entries => entries;

    /// <summary>The entry as it stands, a reference perhaps; null if there is none.</summary>
    public PdfValue? this[string key] => entries.GetValueOrDefault(key);
}

/// <summary>A dictionary with bytes, still encoded.</summary>
internal sealed class PdfStream(PdfDictionary dictionary, ReadOnlyMemory<byte> encoded) : PdfValue
{
    public PdfDictionary Dictionary => dictionary;

    public ReadOnlyMemory<byte> Encoded => encoded;
}

/// <summary>Bytes that are no PDF syntax, or not the values that must be there.</summary>
internal sealed class PdfSyntaxException(string message) : Exception(message);
