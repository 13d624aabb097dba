using Rag.Files.Passages;

namespace Rag.Tests.Files.Passages;

public class SentencesTests
{
    [Theory]
    [InlineData("One. Two! Three?")]
    [InlineData("Mr. Brown met Dr. Hale.|They spoke.")]
    [InlineData("It cost 3.50 euros.|Nobody paid.")]
    [InlineData("See No. 5 and p. 12 of vol. 3.|Then stop.")]
    [InlineData("Was it there?|No.|It was not.")]
    [InlineData("He lived in the U.S. Embassy until May.|It burnt down.")]
    [InlineData("He lived in the U.S.|The house burnt down.")]
    [InlineData("J. R. R. Tolkien wrote it.|We read it.")]
    [InlineData("Bring tools, e.g. Hammers, i.e. Heavy ones.|Go.")]
    [InlineData("\"Stop!\" he cried.|\"Why?\"|Nobody knew.")]
    [InlineData("(It rained.)|We stayed.")]
    [InlineData("Well ... that was it.|Or was it...?|Yes.")]
    [InlineData("Visit example.com or v2.1.0 today.|Bye.")]
    [InlineData("It was built in 1851.|It fell in 1902.[3]|Nobody cared.")]
    [InlineData("1. First point.|2. Second point.")]
    [InlineData("他来了。|“你好！”|她问：“谁？”|没人回答……")]
    [InlineData("馆藏编号3.5米；|保存完好。|（见附录。）|完")]
    [InlineData("「行くよ。」|彼は言った。")]
    [InlineData("A heading\n\n|A paragraph that\nis wrapped.")]
    [InlineData("Buy:\n|- two eggs\n|- some milk")]
    [InlineData("> Quoted and\n> going on. |Then more.")]
    [InlineData("It is\n*really* so, and\n-5 degrees. |Cold.")]
    [InlineData("यह पहला है।|यह दूसरा है।")]
    [InlineData("هل جاء؟|نعم.")]
    [InlineData("Am 3. Oktober wurde im 19. Jahrhundert gebaut.|Es steht noch.")]
    [InlineData("Werkzeug, z. B. Hammer bzw. Zange, vgl. Abb. 5.|Ende.")]
    [InlineData("La Sra. López vive en la pág. 5.|Adiós.")]
    public void A_text_is_cut_at_the_ends_of_its_sentences(string marked)
    {
        var expected = marked.Contains('|') ? marked.Split('|') : ["One.", "Two!", "Three?"];
        var text = marked.Contains('\n') || marked.Any(c => c > '\u2E80') ? marked.Replace("|", "") : marked.Replace('|', ' ');

        var sentences = Sentences.Find(text).Select(span => text[span.Start..span.End]);

        Assert.Equal(expected.Select(sentence => sentence.Trim()), sentences);
    }

    [Fact]
    public void Sentences_of_a_part_count_from_the_beginning_of_the_text()
    {
        const string text = "Skip this. One. Two. And this.";

        Assert.Equal([new TextSpan(11, 15), new TextSpan(16, 20)], Sentences.Find(text, 11, 20));
    }

    [Fact]
    public void A_part_outside_the_text_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Sentences.Find("short", 2, 9));
}
