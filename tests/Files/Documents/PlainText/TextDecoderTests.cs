using System.Text;

namespace Rag.Tests.Files.Documents.PlainText;

public sealed class TextDecoderTests
{
    private const string English = "The café keeps its hours.\n";
    private const string Chinese = "这座博物馆的馆长说，我们有一口通着海的井，人们在大潮的时候来看它。\n";

    public static TheoryData<byte[], string> Encoded => new()
    {
        { Encoding.UTF8.GetBytes(English + Chinese), English + Chinese },
        { [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(English)], English },
        { [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Chinese)], Chinese },
        { [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Chinese)], Chinese },
        { Encoding.Unicode.GetBytes(English), English },
        { Encoding.BigEndianUnicode.GetBytes(English), English },
        { Encoding.Unicode.GetBytes(Chinese), Chinese },
        { Gb18030(Chinese), Chinese },
        { Gb18030(English + Chinese), English + Chinese },
    };

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Text_is_decoded_from_the_encoding_it_is_in(byte[] content, string text) =>
        Assert.Equal(text, Reading.Read("a.txt", content).Text);

    [Fact]
    public void A_stray_byte_becomes_a_replacement_character_and_is_said()
    {
        var content = Encoding.UTF8.GetBytes(Chinese + Chinese);
        content[30] = 0x20;

        var document = Reading.Read("a.txt", content);

        Assert.Contains('\uFFFD', document.Text);
        Assert.EndsWith(Chinese, document.Text, StringComparison.Ordinal);
        Assert.Contains("broken UTF-8", Assert.Single(document.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void The_declaration_of_XML_names_the_code_page() =>
        Assert.Contains("Петербург", Reading.Read("a.xml", CodePage(1251, "<?xml version=\"1.0\" encoding=\"windows-1251\"?><p>Петербург</p>")).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(1252, "Le café près de la forêt était fermé, où l'on avait été très bien reçu à Noël.")]
    [InlineData(1251, "Широка страна моя родная, много в ней лесов, полей и рек.")]
    [InlineData(20866, "Широка страна моя родная, много в ней лесов, полей и рек.")]
    [InlineData(949, "나라의 말이 중국과 달라 문자와 서로 통하지 아니하므로 어리석은 백성이 이르고자 하는 바가 있어도 마침내 제 뜻을 능히 펴지 못하는 사람이 많다.")]
    [InlineData(932, "佐藤太郎,30,東京")]
    [InlineData(51932, "国境の長いトンネルを抜けると雪国であった。夜の底が白くなった。")]
    [InlineData(950, "這座博物館的館長說，我們有一口通著海的井，人們在大潮的時候來看它。")]
    [InlineData(1252, "name;city\ncafé;Straße")]
    public void A_code_page_is_known_by_what_is_common_in_it(int codePage, string text)
    {
        var document = Reading.Read("a.txt", CodePage(codePage, text));

        Assert.Equal(text, document.Text);
        Assert.Contains("was taken for", Assert.Single(document.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain\0text", "binary: a zero at character 5")]
    [InlineData("a\u0001b\u0002c\u0003", "binary: 3 control characters")]
    public void Binary_content_is_refused(string text, string reason) =>
        Assert.Contains(reason, Reading.Refused("a.txt", text).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10 }, "a PNG picture")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0 }, "a ZIP archive")]
    [InlineData(new byte[] { (byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', (byte)'1' }, "a PDF")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 0, (byte)'a', 0, 0, 0 }, "UTF-32")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x3D, 0xD8, (byte)'a', 0 }, "broken UTF-16")]
    public void Other_formats_under_a_text_ending_are_named(byte[] content, string name) =>
        Assert.Contains(name, Reading.Refused("a.md", content).Message, StringComparison.Ordinal);

    private static byte[] Gb18030(string text) => CodePage(54936, text);

    private static byte[] CodePage(int number, string text) => CodePagesEncodingProvider.Instance.GetEncoding(number)!.GetBytes(text);
}
