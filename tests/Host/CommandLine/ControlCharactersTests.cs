using Rag.Host.CommandLine;
using Spectre.Console;

namespace Rag.Host.Tests.CommandLine;

public sealed class ControlCharactersTests
{
    private const string Escapes = "a\u001b[2Jb\u0007c\u007fd\u009be\r\tf";

    [Fact]
    public void They_are_shown_as_pictures_each_in_its_place()
    {
        Assert.Equal("a␛[2Jb␇c␡d\uFFFDe␍\tf", ControlCharacters.Shown(Escapes));
        const string Harmless = "圖書館\n\tcafé";
        Assert.Same(Harmless, ControlCharacters.Shown(Harmless));
    }

    [Fact]
    public void None_of_a_document_or_a_name_reaches_a_terminal()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, interactive: false);
        terminal.Results.MarkupLineInterpolated($"[bold]{Escapes}[/]");
        terminal.Results.Write(new Padder(new Text(Escapes)));
        terminal.Problem($"{Escapes}: cannot be read");
        terminal.Note(Escapes);
        foreach (var text in (string[])[output.ToString(), error.ToString()])
        {
            Assert.Contains('␛', text);
            Assert.DoesNotContain(text, character => char.IsControl(character) && character is not ('\r' or '\n' or '\t'));
        }
    }
}
