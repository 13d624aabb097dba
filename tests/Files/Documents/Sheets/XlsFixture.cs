using System.Text;

namespace Rag.Tests.Files.Documents.Sheets;

/// <summary>Makes a workbook of BIFF 5 without a container, in code page 1251.</summary>
internal static class XlsFixture
{
    private const ushort Begin = 0x809, CodePage = 0x42, Sheet = 0x85, Dimensions = 0x200, Label = 0x204, Number = 0x203, End = 0x0A;
    private const byte SheetAt = 37; // byte of the file

    public static byte[] Create()
    {
        using var file = new MemoryStream();
        Write(file, Begin, 0, 5, 5, 0, 0xBB, 0x0D, 0xCC, 0x07);
        Write(file, CodePage, 0xE3, 0x04);
        Write(file, Sheet, SheetAt, 0, 0, 0, 0, 0, 4, (byte)'O', (byte)'l', (byte)'d', (byte)'1');
        Write(file, End);
        Write(file, Begin, 0, 5, 0x10, 0, 0xBB, 0x0D, 0xCC, 0x07);
        Write(file, Dimensions, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0);
        Write(file, Label, [0, 0, 0, 0, 0, 0, 4, 0, .. CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes("Порт")]);
        Write(file, Number, [0, 0, 1, 0, 0, 0, .. BitConverter.GetBytes(1911.0)]);
        Write(file, End);
        return file.ToArray();
    }

    private static void Write(MemoryStream file, ushort record, params byte[] data)
    {
        file.Write([(byte)record, (byte)(record >> 8), (byte)data.Length, (byte)(data.Length >> 8)]);
        file.Write(data);
    }
}
