using System.Text.RegularExpressions;
using Rag.Engine.Align.Readings;

namespace Rag.Engine.Tests.Align.Readings;

public sealed partial class WordReadingsTests
{
    [Theory]
    // whole numbers and years
    [InlineData("1847", "eighteen forty seven|one thousand eight hundred and forty seven|one thousand eight hundred forty seven|one eight four seven")]
    [InlineData("1847,", "eighteen forty seven")]
    [InlineData("12", "twelve|one two")]
    [InlineData("0", "zero|oh|nought")]
    [InlineData("101", "one hundred and one|one hundred one|one oh one|one zero one")]
    [InlineData("100", "one hundred|a hundred")]
    [InlineData("747", "seven hundred and forty seven|seven forty seven|seven four seven")]
    [InlineData("007", "oh oh seven|zero zero seven|double oh seven")]
    [InlineData("1905", "nineteen oh five|one thousand nine hundred and five")]
    [InlineData("1900", "nineteen hundred|one thousand nine hundred")]
    [InlineData("2000", "two thousand")]
    [InlineData("2005", "two thousand and five|two thousand five|twenty oh five")]
    [InlineData("2024", "twenty twenty four|two thousand and twenty four")]
    [InlineData("2500", "two thousand five hundred|twenty five hundred")]
    [InlineData("90210", "ninety thousand two hundred and ten|nine oh two one oh|nine zero two one zero")]
    [InlineData("1,234,567", "one million two hundred and thirty four thousand five hundred and sixty seven|one million two hundred thirty four thousand five hundred sixty seven")]
    [InlineData("43,012", "forty three thousand and twelve|forty three thousand twelve")]
    [InlineData("1234567890123456789", "one two three four five six seven eight nine zero one two three four five six seven eight nine")]
    [InlineData("-5", "minus five|negative five")]
    [InlineData("−3", "minus three")]
    // ordinals, decimals, fractions, decades
    [InlineData("21st", "twenty first")]
    [InlineData("2nd", "second")]
    [InlineData("13th", "thirteenth")]
    [InlineData("30th", "thirtieth")]
    [InlineData("101st", "one hundred and first|one hundred first")]
    [InlineData("3.14", "three point one four|three point fourteen")]
    [InlineData("0.5", "zero point five|point five")]
    [InlineData(".05", "point zero five|point oh five")]
    [InlineData("2.5", "two point five|two and a half")]
    [InlineData("10.2.3", "ten point two point three|ten dot two dot three")]
    [InlineData("1/2", "half|a half|one half|one over two")]
    [InlineData("3/4", "three quarters|three fourths|three over four")]
    [InlineData("2/3", "two thirds")]
    [InlineData("24/7", "twenty four seven")]
    [InlineData("½", "half|a half")]
    [InlineData("1½", "one and a half")]
    [InlineData("1990s", "nineteen nineties")]
    [InlineData("1990's", "nineteen nineties")]
    [InlineData("'90s", "nineties")]
    [InlineData("’90s", "nineties")]
    [InlineData("1800s", "eighteen hundreds")]
    [InlineData("747s", "seven hundred and forty sevens")]
    // times and dates
    [InlineData("10:30", "ten thirty|half past ten")]
    [InlineData("10:00", "ten o'clock|ten")]
    [InlineData("9:45", "nine forty five|quarter to ten")]
    [InlineData("10:05", "ten oh five|five past ten|ten five")]
    [InlineData("10:30am", "ten thirty ay em")]
    [InlineData("7pm", "seven pee em")]
    [InlineData("7p.m.", "seven pee em")]
    [InlineData("08:30", "eight thirty|oh eight thirty")]
    [InlineData("18:00", "eighteen hundred")]
    [InlineData("12/05/2024", "december fifth twenty twenty four|the twelfth of may twenty twenty four|twelve oh five twenty twenty four")]
    [InlineData("2024-05-12", "may twelfth twenty twenty four|the twelfth of may twenty twenty four|twenty twenty four oh five one two")]
    [InlineData("24.12.1999", "december twenty fourth nineteen ninety nine|the twenty fourth of december nineteen ninety nine")]
    // money, percent, units
    [InlineData("$43,000.", "forty three thousand dollars|forty three thousand")]
    [InlineData("£5.50", "five pounds fifty|five pounds and fifty pence|five fifty")]
    [InlineData("€3m", "three million euros|three million")]
    [InlineData("$1", "one dollar|a dollar")]
    [InlineData("$0.99", "ninety nine cents")]
    [InlineData("$1.5bn", "one point five billion dollars")]
    [InlineData("US$20", "twenty dollars")]
    [InlineData("20€", "twenty euros")]
    [InlineData("50p", "fifty pence|fifty pee")]
    [InlineData("$5-10", "five dollars to ten|five ten")]
    [InlineData("50%", "fifty percent")]
    [InlineData("3.5%,", "three point five percent")]
    [InlineData("5km", "five kilometers")]
    [InlineData("1kg", "one kilogram")]
    [InlineData("60mph", "sixty miles per hour|sixty miles an hour|sixty em pee aitch")]
    [InlineData("20°C", "twenty degrees celsius|twenty degrees")]
    [InlineData("5G", "five gee")]
    [InlineData("6'2\"", "six foot two|six feet two inches")]
    // abbreviations and acronyms
    [InlineData("Dr.", "doctor|drive")]
    [InlineData("Mr.", "mister")]
    [InlineData("Mrs", "missus")]
    [InlineData("etc.", "et cetera")]
    [InlineData("e.g.", "for example|ee gee")]
    [InlineData("i.e.,", "that is")]
    [InlineData("NASA", "nasa|en ay ess ay")]
    [InlineData("IBM", "eye bee em|ibm")]
    [InlineData("IBM's", "eye bee em's")]
    [InlineData("U.S.A.", "you ess ay")]
    [InlineData("CDs", "see dees")]
    [InlineData("tv", "tee vee")]
    [InlineData("BBC", "bee bee see")]
    [InlineData("Z", "zee|zed")]
    [InlineData("www", "double you double you double you")]
    // pieces and signs
    [InlineData("EM3985771", "ee em three nine eight five seven seven one")]
    [InlineData("COVID-19", "covid nineteen")]
    [InlineData("forty-seven", "forty seven")]
    [InlineData("T-shirt", "tee shirt")]
    [InlineData("x-ray", "ex ray")]
    [InlineData("MP3", "em pee three")]
    [InlineData("H2O", "aitch two oh")]
    [InlineData("AT&T", "ay tee and tee")]
    [InlineData("C++", "see plus plus")]
    [InlineData("C#", "see sharp")]
    [InlineData("&", "and")]
    [InlineData("@", "at")]
    [InlineData("#1", "number one")]
    [InlineData("#ThrowBack", "hashtag throw back")]
    [InlineData("2+2=4", "two plus two equals four")]
    [InlineData("and/or", "and or|and slash or")]
    [InlineData("1914-18", "nineteen fourteen to eighteen")]
    [InlineData("555-1234", "five five five one two three four")]
    [InlineData("info@example.com", "info at example dot com")]
    [InlineData("https://www.example.org/a", "example dot org slash ay|double you double you double you dot example dot org slash ay")]
    [InlineData("bbc.co.uk", "bee bee see dot see oh dot you kay")]
    // ordinary words
    [InlineData("\"Hello,\"", "hello")]
    [InlineData("don’t", "don't")]
    [InlineData("rock'n'roll", "rock'n'roll")]
    [InlineData("I", "i")]
    [InlineData("a", "a")]
    [InlineData("café", "cafe")]
    [InlineData("Łódź", "lodz")]
    [InlineData("straße", "strasse")]
    [InlineData("Hmm...", "hmm")]
    [InlineData("(laughs)", "laughs")]
    public void A_word_is_said_as_people_say_it(string written, string expected)
    {
        var readings = WordReadings.Of(written);

        Assert.InRange(readings.Count, 1, 8);
        Assert.All(readings, reading => Assert.Matches(Letters(), reading));
        Assert.Equal(readings.Count, readings.Distinct().Count());
        Assert.Equal(expected.Split('|')[0], readings[0]);
        Assert.All(expected.Split('|'), reading => Assert.Contains(reading, readings));
    }

    [Theory]
    [InlineData("Henry", "VIII", "was", "the eighth")]
    [InlineData("War", "II", "began", "two")]
    [InlineData("Chapter", "IV", null, "four")]
    [InlineData("John", "I", "know", "i")]
    [InlineData("May", "5", "was", "fifth")]
    [InlineData("the", "5", "May", "the fifth of")]
    [InlineData("in", "5", "cars", "five")]
    [InlineData("near", "St.", "Paul's", "saint")]
    [InlineData("Baker", "St.", "was", "street")]
    [InlineData("$3", "million", "of", "million dollars")]
    [InlineData("cost", "$3", "million", "three")]
    [InlineData("5", "km", "away", "kilometers")]
    [InlineData("5", "in", "the", "in")]
    [InlineData("see", "No.", "7", "number")]
    [InlineData("say", "no.", "Then", "no")]
    [InlineData("5", "-", "3", "minus")]
    public void Its_neighbours_decide(string? before, string written, string? after, string expected) =>
        Assert.Equal(expected, WordReadings.Of(written, before, after)[0]);

    [Theory]
    [InlineData("—")]
    [InlineData("...")]
    [InlineData("\"")]
    [InlineData("😀")]
    [InlineData("你好")]
    [InlineData("привет")]
    public void Of_punctuation_pictures_and_other_scripts_nothing_is_said(string written) => Assert.Empty(WordReadings.Of(written));

    [Fact]
    public void A_text_in_capitals_is_not_spelt()
    {
        var readings = WordReadings.OfAll("WE CAN GO TO THE MAN IN IT".Split(' '));

        Assert.Equal(["we", "can", "go", "to", "the", "man", "in", "it"], readings.Select(reading => reading[0]));
        Assert.Equal("eye tee", WordReadings.Of("IT")[0]);
    }

    [Fact]
    public void Whatever_is_written_no_reading_breaks_the_rules()
    {
        var random = new Random(7);
        const string signs = "aZ09.,'-/:$£€%#@&+=<>()\"é你½°— ";
        for (var i = 0; i < 4_000; i++)
        {
            var written = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => signs[random.Next(signs.Length)]));
            var readings = WordReadings.Of(written, random.Next(2) == 0 ? "5" : "May", random.Next(2) == 0 ? "million" : null);
            Assert.InRange(readings.Count, 0, 8);
            Assert.All(readings, reading => Assert.Matches(Letters(), reading));
        }
    }

    [GeneratedRegex("^[a-z']+( [a-z']+)*$")]
    private static partial Regex Letters();
}
