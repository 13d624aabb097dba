using Rag.Files.Passages;
using Rag.Training.Reading.Data.Documentation;

namespace Rag.Training.Tests.Reading.Data.Documentation;

public sealed class AnswerPlaceTests
{
    [Theory]
    [InlineData("Use the red lamp. The red lamp is old.", "red lamp", 8, "red lamp", 8)]
    [InlineData("Use the red lamp. The red lamp is old.", "red lamp", 21, "red lamp", 22)] // the nearer one
    [InlineData("Press **Ctrl**-`C` twice.", "Ctrl-C", 0, "Ctrl**-`C", 8)] // markup is no letter
    [InlineData("默认值是 30 秒。", "30 秒", 3, "30 秒", 5)]
    [InlineData("Use the blue lamp.", "red lamp", 8, null, 0)]
    [InlineData("", "red", 0, null, 0)]
    public void A_stretch_is_found_again_by_its_letters(string text, string stretch, int start, string? found, int at)
    {
        var place = AnswerPlace.Of(stretch, new TextSpan(0, stretch.Length)) with { Start = start };

        var span = place.FindIn(text);

        Assert.Equal(found, span is { } there ? text[there.Start..there.End] : null);
        if (found is not null) Assert.Equal(at, span!.Value.Start);
    }
}
