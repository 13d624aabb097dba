using System.Xml.Linq;
using Rag.Engine.Align;
using Rag.Engine.Align.Report;
using Rag.Engine.Tests.Align.Formats;

namespace Rag.Engine.Tests.Align.Report;

public sealed class AlignmentReportTests
{
    [Fact]
    public void Words_that_are_not_found_doubtful_ones_and_unwritten_speech_are_suspicious()
    {
        var words = MadeAlignment.Long(30).Words.Select((word, i) => i switch
        {
            >= 3 and < 6 => word with { Status = WordStatus.NotInAudio },
            >= 9 and < 12 => word with { Confidence = 0.1 },
            15 or 16 => word with { Status = WordStatus.Estimated },
            20 => word with { End = word.Start + 4 },
            _ => word,
        }).ToList();

        var found = SuspiciousStretch.Find(MadeAlignment.Long(30) with { Words = words, Unwritten = [(7.5, 7.6), (8, 9)] });

        Assert.Equal(
            ["3 words are not found in the sound", "the times of 3 words are doubtful", "\"tide\" lasts 4.0 s", "speech that the transcript has not"],
            found.Select(stretch => stretch.Reason));
        Assert.Equal((1, 2), (found[0].Start, Math.Round(found[0].End, 1)));
    }

    [Fact]
    public void A_page_shows_a_long_recording_where_it_is_suspicious()
    {
        var alignment = MadeAlignment.Long(3000);
        var page = AlignmentReport.Page("<talk>", alignment with { Unwritten = [(700, 702)] }, new LoudnessCurve([.. Enumerable.Repeat(0.5f, 1000)]));

        Assert.Equal(2, page.Split("<svg").Length - 1); // the beginning, and where somebody speaks
        Assert.Contains("&lt;talk&gt;", page, StringComparison.Ordinal);
        for (var from = page.IndexOf("<svg", StringComparison.Ordinal); from >= 0; from = page.IndexOf("<svg", from + 1, StringComparison.Ordinal))
            XElement.Parse(page[from..(page.IndexOf("</svg>", from, StringComparison.Ordinal) + 6)]);
    }

    [Fact]
    public void Odd_words_are_drawn_as_they_are()
    {
        var page = AlignmentReport.Page("odd", MadeAlignment.Odd(), new LoudnessCurve([]));

        XElement.Parse(page[page.IndexOf("<svg", StringComparison.Ordinal)..(page.IndexOf("</svg>", StringComparison.Ordinal) + 6)]);
    }

    [Fact]
    public void Figures_are_read_again()
    {
        var figures = AlignmentFigures.Of("a", MadeAlignment.Odd());

        Assert.Equal(figures, AlignmentFigures.Read(figures.ToJson()));
        Assert.Null(AlignmentFigures.Read("{\"Name\": "));
    }
}
