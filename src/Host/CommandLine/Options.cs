using System.CommandLine;
using Rag.Engine.Ask;

namespace Rag.Host.CommandLine;

/// <summary>The options that several commands share.</summary>
internal static class Options
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on stdout and nothing else" };

    public static Option<int> PassageCount(int byDefault, string description)
    {
        var option = new Option<int>("-k") { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var k) && k is not (>= 1 and <= 10_000))
                result.AddError($"-k {k}: expected a number from 1 to 10000");
        });
        return option;
    }

    public static Option<string> Reader()
    {
        var option = new Option<string>("--reader") { Description = "Who reads the passages", DefaultValueFactory = _ => LexicalReader.Name };
        option.AcceptOnlyFromAmong(LexicalReader.Name);
        return option;
    }
}
