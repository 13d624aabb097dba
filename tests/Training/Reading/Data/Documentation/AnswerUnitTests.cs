using Rag.Files.Passages;
using Rag.Training.Reading.Data.Documentation;

namespace Rag.Training.Tests.Reading.Data.Documentation;

public sealed class AnswerUnitTests
{
    private const string Long = "and nobody has come to see what is the matter with it or to bring a can of oil along the road from the port";

    [Theory]
    [InlineData("- Fill the lamp.", "Fill the lamp")]
    [InlineData("3. Fill the lamp.", "Fill the lamp")]
    [InlineData("$ lamp fill", "lamp fill")]
    [InlineData("> 加油。", "加油")]
    [InlineData("The old lamp stays dark all the night long, " + Long + ".", "The old lamp stays dark all the night long")]
    [InlineData("If the lamp is dark in the night " + Long + ", fill the lamp.", "fill the lamp")]
    [InlineData("See the other page.", null)]
    [InlineData("以下是一个例子", null)]
    public void It_is_what_a_reader_can_point_at(string text, string? unit)
    {
        var span = AnswerUnit.Of(text, new TextSpan(0, text.Length));
        Assert.Equal(unit, span is { } found ? text[found.Start..found.End] : null);
    }
}
