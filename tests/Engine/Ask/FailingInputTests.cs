using Rag.Engine.Ask;
using Rag.Memory.Embedded;

namespace Rag.Engine.Tests.Ask;

/// <summary>The small inputs of <c>shared/inputs/answers</c> about reading and cutting, each of which was once answered wrongly.</summary>
public sealed class FailingInputTests
{
    private const string Folder = "inputs/answers";

    [SharedTheory(Folder)]
    [InlineData("02-table-header", "What is the population of Barton?", "8000")]
    [InlineData("02-table-header", "How many legs does a spider have?", "8")]
    [InlineData("02-table-header", "What is the price of a hammer?", "12")]
    [InlineData("09-markdown-sentences", "How much does the heater draw when the kettle lamp is on?", "nine amps")]
    [InlineData("09-markdown-sentences", "How many litres a minute does the pump of chapter six move?", "The pump described")]
    [InlineData("09-markdown-sentences", "How much water does the tank of the boiler hold?", "ninety")]
    [InlineData("09-markdown-sentences", "What did the frost on that night reach?", "-40")]
    [InlineData("11-rst-adoc", "What is the default of BOIL_TIME?", "16")]
    [InlineData("11-rst-adoc", "What is the default of boil.time?", "16")]
    [InlineData("11-rst-adoc", "What is a kettle?", "pot for hot water")]
    public async Task The_answer_is_the_sentence_that_says_it(string input, string question, string answer) =>
        Assert.Contains(answer, (await Ask(input, question)).Text, StringComparison.Ordinal);

    [SharedFact(Folder)]
    public async Task A_sentence_is_cited_on_the_page_it_stands_on() =>
        Assert.Equal(11, (await Ask("05-page", "How much does the gadget11z weigh?")).Citations[0].Page);

    [SharedFact(Folder)]
    public async Task Texts_in_other_encodings_are_taken_in()
    {
        using var store = new TemporaryFolder();
        await using var memory = EmbeddedMemory.Open(store.Path);

        var report = await new RagEngine(memory).IngestAsync([SharedData.Path($"{Folder}/15-encodings")]);

        Assert.Equal((5, 0), (report.Added, report.Problems.Count));
        Assert.NotEmpty(report.Notes);
    }

    private static async Task<Answer> Ask(string input, string question)
    {
        using var store = new TemporaryFolder();
        await using var memory = EmbeddedMemory.Open(store.Path);
        var engine = new RagEngine(memory);
        await engine.IngestAsync([SharedData.Path($"{Folder}/{input}")]);
        return await engine.AskAsync(question);
    }
}
