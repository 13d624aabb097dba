using Rag.Memory.Words;

namespace Rag.Memory.Tests.Words;

public sealed class EnglishEndingsTests
{
    [Theory]
    [InlineData("city cities city's cities'")]
    [InlineData("study studies studied studying")]
    [InlineData("plan plans planned planning")]
    [InlineData("make makes making")]
    [InlineData("use uses used using")]
    [InlineData("call calls called calling")]
    [InlineData("control controls controlled controlling")]
    [InlineData("house houses housed housing")]
    [InlineData("pass passes passed passing")]
    [InlineData("box boxes boxed boxing")]
    [InlineData("agree agrees agreed agreeing")]
    [InlineData("exceed exceeds exceeded exceeding")]
    [InlineData("tie ties tied")]
    [InlineData("try tries tried trying")]
    [InlineData("church churches")]
    [InlineData("hero heroes")]
    public void Forms_of_a_word_become_one(string forms) =>
        Assert.Single(Words(forms).Distinct());

    [Theory]
    [InlineData("car care")]
    [InlineData("not note noted")]
    [InlineData("us use")]
    [InlineData("plan plane")]
    [InlineData("her here")]
    [InlineData("bring br")]
    [InlineData("need ne")]
    [InlineData("virus viru")]
    [InlineData("basis basi")]
    public void Different_words_stay_apart(string words) => Assert.NotEqual(Words(words)[0], Words(words)[1]);

    [Theory]
    [InlineData("b12s", "b12s")]
    [InlineData("s", "s")]
    [InlineData("ing", "ing")]
    [InlineData("don't", "dont")]
    [InlineData("глаголing", "глаголing")]
    public void What_is_no_English_word_with_an_ending_is_left(string word, string expected) =>
        Assert.Equal([expected], Words(word));

    private static string[] Words(string text) => [..
        new WordTokenizer().Tokenize(text).Where(word => word.Form == WordForm.Plain).Select(word => word.Text)];
}
