namespace Rag.Engine.Align.Readings;

/// <summary>What abbreviations stand for.</summary>
internal static class Abbreviations
{
    // With or without a full stop.
    private static readonly Dictionary<string, string[]> _always = new()
    {
        ["mr"] = ["mister"],
        ["mrs"] = ["missus", "misses"],
        ["ms"] = ["miz", "miss"],
        ["messrs"] = ["messers"],
        ["dr"] = ["doctor", "drive"],
        ["prof"] = ["professor", "prof"],
        ["etc"] = ["et cetera", "etcetera"],
        ["vs"] = ["versus", "vee ess"],
        ["jr"] = ["junior"],
        ["sr"] = ["senior"],
        ["ltd"] = ["limited"],
        ["govt"] = ["government"],
        ["dept"] = ["department"],
        ["approx"] = ["approximately", "approx"],
        ["lt"] = ["lieutenant"],
        ["sgt"] = ["sergeant"],
        ["capt"] = ["captain"],
        ["cpl"] = ["corporal"],
        ["blvd"] = ["boulevard"],
        ["hwy"] = ["highway"],
        ["esq"] = ["esquire"],
        ["ie"] = ["that is", "eye ee"],
        ["eg"] = ["for example", "ee gee"],
        ["i.e"] = ["that is", "eye ee"],
        ["e.g"] = ["for example", "ee gee"],
        ["ph.d"] = ["pee aitch dee"],
        ["phd"] = ["pee aitch dee"],
        ["a.k.a"] = ["also known as", "ay kay ay"],
        ["aka"] = ["also known as", "ay kay ay"],
        ["mt"] = ["mount", "mountain"],
        ["ft"] = ["fort", "feet", "featuring"],
        ["no's"] = ["numbers"],
        ["w/o"] = ["without"],
        ["w/"] = ["with"],
        ["tsp"] = ["teaspoon", "teaspoons"],
        ["tbsp"] = ["tablespoon", "tablespoons"],
    };

    // With a full stop only: without one they are words.
    private static readonly Dictionary<string, string[]> _dotted = new()
    {
        ["inc"] = ["incorporated", "inc"],
        ["co"] = ["company", "co"],
        ["corp"] = ["corporation", "corp"],
        ["gen"] = ["general"],
        ["col"] = ["colonel"],
        ["maj"] = ["major"],
        ["rev"] = ["reverend"],
        ["hon"] = ["honorable"],
        ["gov"] = ["governor"],
        ["sen"] = ["senator"],
        ["rep"] = ["representative"],
        ["pres"] = ["president"],
        ["fig"] = ["figure"],
        ["figs"] = ["figures"],
        ["ave"] = ["avenue"],
        ["rd"] = ["road"],
        ["ln"] = ["lane"],
        ["sq"] = ["square"],
        ["vol"] = ["volume"],
        ["ch"] = ["chapter"],
        ["sec"] = ["section", "second"],
        ["pp"] = ["pages"],
        ["ed"] = ["edition", "editor", "ed"],
        ["est"] = ["established", "estimated"],
        ["cf"] = ["compare", "see eff"],
        ["al"] = ["al"],
        ["ext"] = ["extension"],
        ["tel"] = ["telephone", "tel"],
        ["jan"] = ["january", "jan"],
        ["feb"] = ["february", "feb"],
        ["mar"] = ["march"],
        ["apr"] = ["april"],
        ["jun"] = ["june"],
        ["jul"] = ["july"],
        ["aug"] = ["august"],
        ["sep"] = ["september"],
        ["sept"] = ["september"],
        ["oct"] = ["october"],
        ["nov"] = ["november"],
        ["dec"] = ["december"],
        ["mon"] = ["monday"],
        ["tue"] = ["tuesday"],
        ["tues"] = ["tuesday"],
        ["wed"] = ["wednesday"],
        ["thu"] = ["thursday"],
        ["thur"] = ["thursday"],
        ["thurs"] = ["thursday"],
        ["fri"] = ["friday"],
        ["sat"] = ["saturday"],
        ["sun"] = ["sunday"],
        ["ca"] = ["circa", "about"],
        ["univ"] = ["university"],
        ["assn"] = ["association"],
        ["bros"] = ["brothers"],
        ["min"] = ["minimum", "minutes"],
        ["max"] = ["maximum", "max"],
    };

    // Before a number only.
    private static readonly Dictionary<string, string[]> _beforeNumber = new()
    {
        ["no"] = ["number", "no"],
        ["nos"] = ["numbers"],
        ["p"] = ["page", "pee"],
        ["art"] = ["article"],
        ["para"] = ["paragraph"],
    };

    /// <summary>The readings of an abbreviation; empty for another word.</summary>
    public static IReadOnlyList<string> Read(WrittenWord word)
    {
        var name = word.Lower.TrimEnd('.');
        if (name == "st") return Saint(word);
        if (_always.TryGetValue(name, out var always)
            && !(name.Length <= 2 && word.Core.Length > 1 && char.IsUpper(word.Core[^1]) && !word.IsShouted && !word.HasDot)) return always;
        if (word.HasDot && _dotted.TryGetValue(name, out var dotted)) return ReadingList.Of([.. dotted, name]);
        return word.HasDot && word.After is [>= '0' and <= '9', ..] && _beforeNumber.TryGetValue(name, out var number) ? number : [];
    }

    /// <summary>A saint before a name, a street behind one: the other way round is possible.</summary>
    private static IReadOnlyList<string> Saint(WrittenWord word) =>
        word.After is [var first, ..] && char.IsUpper(first) && !(word.Before is [var initial, ..] && char.IsUpper(initial)) ? ["saint", "street"]
        : word.Before is null ? ["saint", "street"] : ["street", "saint"];
}
