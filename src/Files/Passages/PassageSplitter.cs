using System.Runtime.InteropServices;
using Rag.Files.Documents;

namespace Rag.Files.Passages;

/// <summary>
/// Splits documents into passages. Among all ways to group a document's sentences, rows and headings it takes the
/// one of least total cost, as Knuth and Plass (1981) break paragraphs into lines: a passage costs something when
/// it is short, when it begins inside a paragraph and when it runs over a heading.
/// </summary>
/// <param name="options">The size of passages; the defaults of <see cref="PassageOptions"/> if absent.</param>
public sealed class PassageSplitter(PassageOptions? options = null)
{
    private const double CostOfAPassage = 0.05;
    private const double CostOfSubsection = 0.15;
    private const double CostOfSibling = 0.35;
    private const double CostOfHigherSection = 0.6;

    private readonly PassageOptions _options = Validate(options ?? new PassageOptions());

    /// <summary>
    /// The passages of a document, in order and without overlap. Every word of every block is in one of them, and
    /// nothing that is hidden between blocks. A sentence is cut only where it alone exceeds a passage.
    /// </summary>
    public IReadOnlyList<Passage> Split(Document document)
    {
        var units = UnitReader.Read(document, _options.MaxWords);
        var starts = CheapestStarts(CollectionsMarshal.AsSpan(units));
        var passages = new Passage[starts.Count];
        for (var i = 0; i < passages.Length; i++)
        {
            var end = i + 1 < starts.Count ? starts[i + 1] : units.Count;
            passages[i] = ToPassage(document, units, starts[i], end);
        }
        return passages;
    }

    /// <summary>The first unit of each passage.</summary>
    private List<int> CheapestStarts(ReadOnlySpan<Unit> units)
    {
        var costs = new double[units.Length + 1]; // of the best split of the units before
        var starts = new int[units.Length + 1];   // where the last passage of that split begins
        Array.Fill(costs, double.PositiveInfinity, 1, units.Length);
        for (var start = 0; start < units.Length; start++)
        {
            ref readonly var first = ref units[start];
            var words = first.Words;
            var level = first.Section?.Level ?? 1;
            var cost = costs[start] + CostOfAPassage + CostOfBreak(first.Break);
            for (var end = start + 1; ; end++)
            {
                var total = cost + CostOfShortness(words);
                if (total < costs[end])
                {
                    costs[end] = total;
                    starts[end] = start;
                }
                if (end == units.Length) break;
                ref readonly var unit = ref units[end];
                if (unit.Break == Break.Forced || (words += unit.Words) > _options.MaxWords) break;
                if (unit.Break != Break.Heading) continue;
                var next = unit.Section!.Level;
                cost += next > level ? CostOfSubsection : next == level ? CostOfSibling : CostOfHigherSection;
                level = Math.Min(level, next);
            }
        }
        var result = new List<int>();
        for (var end = units.Length; end > 0; end = starts[end]) result.Add(starts[end]);
        result.Reverse();
        return result;
    }

    private double CostOfShortness(double words)
    {
        var missing = Math.Max(0, 1 - words / _options.MinWords);
        return missing * missing;
    }

    private static double CostOfBreak(Break before) => before switch
    {
        Break.Row => 0.05,
        Break.Sentence => 0.15,
        Break.AfterColon => 0.3,
        Break.Clause => 0.5,
        Break.AfterHeading => 1,
        Break.Never => double.PositiveInfinity,
        _ => 0,
    };

    private static Passage ToPassage(Document document, List<Unit> units, int first, int end)
    {
        var (from, to) = (units[first].Start, units[end - 1].End);
        string?[] headings = [SectionOf(units, first, end)?.Path, units[first].Columns];
        var heading = string.Join(" > ", headings.Where(part => part is not null));
        return new Passage(
            from, to, document.Text[from..to], units[first].Block.Page, heading.Length > 0 ? heading : null, SentencesOf(units, first, end));
    }

    private static List<PassageSentence> SentencesOf(List<Unit> units, int first, int end)
    {
        var all = units[first..end];
        var body = all.FindAll(unit => !unit.IsHeading);
        return (body.Count > 0 ? body : all).ConvertAll(unit => new PassageSentence(unit.Start, unit.End, unit.Kind, unit.Block.Page));
    }

    /// <summary>
    /// The section that all text of a passage lies in. What stands before the first heading does not count, nor does a
    /// heading itself unless there is nothing else.
    /// </summary>
    private static Section? SectionOf(List<Unit> units, int first, int end)
    {
        var texts = units[first..end].FindAll(unit => !unit.IsHeading && unit.Section is not null);
        return texts.Count == 0 ? units[first].Section : texts.Select(unit => unit.Section).Aggregate(Section.Common);
    }

    private static PassageOptions Validate(PassageOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MinWords, options.MaxWords);
        return options;
    }
}
