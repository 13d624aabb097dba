using Rag.Memory.Words;

namespace Rag.Memory.Tests.Words;

public sealed class ChineseScriptTests
{
    [Theory]
    [InlineData("體育館晚上十點關門", "体育馆晚上十点关门")]
    [InlineData("裏面 裡面 乾淨 後面", "里面 里面 干净 后面")]
    [InlineData("著名的图书馆, open 24 h", "著名的图书馆, open 24 h")]
    [InlineData("\uD842\uDFB7 \uD800", "\uD842\uDFB7 \uD800")]
    public void Traditional_characters_become_simplified_ones_in_their_places(string text, string expected) =>
        Assert.Equal(expected, ChineseScript.Simplify(text));

    [Fact]
    public void What_is_simplified_stays()
    {
        var all = new string([.. Enumerable.Range(0, char.MaxValue).Select(code => (char)code)]);
        var once = ChineseScript.Simplify(all);
        Assert.Equal(once, ChineseScript.Simplify(once));
    }
}
