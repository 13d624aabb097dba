using System.CommandLine;
using Rag.Engine.Retrieval;

namespace Rag.Host.CommandLine;

/// <summary>The options that several commands share.</summary>
internal static class Options
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on stdout and nothing else" };

    public static Option<string?> Model(string description) => new("--model") { Description = description };

    public static Option<int> PassageCount(int byDefault, string description)
    {
        var option = new Option<int>("-k") { Description = description, DefaultValueFactory = _ => byDefault };
        AcceptOnly(option, 1, 10_000);
        return option;
    }

    public static Option<int?> Limit()
    {
        var option = new Option<int?>("--limit") { Description = "Only the first so many questions" };
        AcceptOnly(option, 1, int.MaxValue);
        return option;
    }

    public static Option<Ranking> Ranking()
    {
        var option = new Option<Ranking>("--ranking") { Description = "What passages are ranked by, where they have embeddings", DefaultValueFactory = _ => Engine.Retrieval.Ranking.Hybrid };
        option.AcceptOnlyFromAmong("words", "vector", "hybrid");
        return option;
    }

    /// <summary>Refuses a number outside of from..to.</summary>
    public static void AcceptOnly(Option option, int from, int to) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && (number < from || number > to))
            result.AddError($"{option.Name} {number}: expected a number from {from} to {to}");
    });
}
