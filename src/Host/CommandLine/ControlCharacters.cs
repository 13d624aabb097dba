using Spectre.Console;
using Spectre.Console.Rendering;

namespace Rag.Host.CommandLine;

/// <summary>
/// Shows the control characters of what comes from outside, documents and names of files, as pictures of themselves: to a terminal they
/// would be commands.
/// </summary>
internal sealed class ControlCharacters : IRenderHook
{
    private const char FirstPicture = '\u2400', PictureOfDelete = '\u2421', Unknown = '\uFFFD';

    /// <summary>The text with as many characters, each in its place; lines and tabs stay.</summary>
    public static string Shown(string text) => text.Any(IsCommand) ? string.Concat(text.Select(Shown)) : text;

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Harmless(renderable));

    private static bool IsCommand(char character) => char.IsControl(character) && character is not ('\n' or '\t');

    private static char Shown(char character) => !IsCommand(character) ? character
        : character < ' ' ? (char)(FirstPicture + character)
        : character == '\u007F' ? PictureOfDelete
        : Unknown;

    /// <summary>What was to be shown, but for control characters in its texts; its own commands, as colours, stay.</summary>
    private sealed class Harmless(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth)
            .Select(segment => segment.IsControlCode || !segment.Text.Any(IsCommand)
                ? segment
                : new Segment(Shown(segment.Text), segment.Style));
    }
}
