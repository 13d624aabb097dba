using System.Text.RegularExpressions;

namespace Rag.Engine.Ask;

/// <summary>
/// Words that say what kind of answer is wanted, or hold a sentence together, but not what it is about. A question shares
/// them with sentences of any subject, so they count for nothing in the overlap.
/// </summary>
internal static partial class FunctionWords
{
    private static readonly HashSet<string> _english = [.. """
        a about after all also am an and any are as at be because been before being between both but by can could did do does
        doing during each else first for from further get had has have having he her here hers him his how i if in into is it its
        just kind many me more most much my name of off on once only or other our out over own same she should so some such
        than that the their them then there these they this those through to too type under until up very was we were what
        when where whether which while who whom whose why will with would you your according tell give please
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    public static bool Contains(string word) => _english.Contains(word);

    /// <summary>
    /// The question with its Chinese question words and particles blanked out, so that they form no pairs with their neighbours.
    /// Every other character stays at its place.
    /// </summary>
    public static string BlankChinese(string question) => Chinese().Replace(question, match => new string(' ', match.Length));

    [GeneratedRegex("""
        什么时候|什么样|什么|什麼|甚麼|为什么|為什麼|为何|為何|何时|何時|何地|何人|
        哪一?[个個年天位种種里裡些儿兒次座条條]?|谁|誰|几[个個年天位种種次]?|幾[个個年天位种種次]?|
        多少|多大|多长|多長|多久|多高|多远|多遠|多重|怎么样|怎麼樣|怎么|怎麼|怎样|怎樣|如何|是否|请问|請問|
        [吗嗎呢啊吧的了是在有和与與及或也都就被把由于於从從对對为為其之这這那]
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Chinese();
}
