using System.Collections.Concurrent;

namespace Rag.Engine.Caption.Retrieval;

/// <summary>
/// n-grams of one to four words with their inverse document frequencies over a set of captioned pictures, a picture with all its captions being a
/// document (Vedantam, Zitnick and Parikh, "CIDEr", 2015). Safe for concurrent use.
/// </summary>
public sealed class NGramSpace
{
    /// <summary>The longest n-gram.</summary>
    public const int Longest = 4;

    private const int BitsOfWord = 16; // so that four make one key

    private readonly ConcurrentDictionary<string, ulong> _words = [];
    private readonly Dictionary<ulong, int> _documents = []; // that an n-gram occurs in
    private readonly double _logDocuments;

    /// <param name="documents">The captions of each picture, as <see cref="CaptionWords.Of"/> gives them.</param>
    public NGramSpace(IEnumerable<IEnumerable<string[]>> documents)
    {
        var count = 0;
        foreach (var captions in documents)
        {
            count++;
            foreach (var key in captions.SelectMany(words => Enumerable.Range(1, Longest).SelectMany(n => Keys(words, n))).ToHashSet())
                _documents[key] = _documents.GetValueOrDefault(key) + 1;
        }
        _logDocuments = Math.Log(Math.Max(1, count));
    }

    /// <summary>A caption by its n-grams.</summary>
    public NGramVector Of(string[] words)
    {
        var weights = new IReadOnlyDictionary<ulong, double>[Longest];
        var norms = new double[Longest];
        for (var n = 1; n <= Longest; n++)
        {
            var ofLength = new Dictionary<ulong, double>();
            foreach (var key in Keys(words, n)) ofLength[key] = ofLength.GetValueOrDefault(key) + Idf(key);
            weights[n - 1] = ofLength;
            norms[n - 1] = Math.Sqrt(ofLength.Values.Sum(weight => weight * weight));
        }
        return new NGramVector(weights, norms, words.Length);
    }

    private double Idf(ulong key) => _logDocuments - Math.Log(Math.Max(1, _documents.GetValueOrDefault(key)));

    private IEnumerable<ulong> Keys(string[] words, int n)
    {
        for (var i = 0; i + n <= words.Length; i++)
        {
            ulong key = 0;
            for (var j = i; j < i + n; j++) key = (key << BitsOfWord) | Number(words[j]);
            yield return key;
        }
    }

    /// <summary>From 1; should there ever be more than 65,535 words, the later ones share numbers.</summary>
    private ulong Number(string word) => _words.GetOrAdd(word, (_, known) => 1 + ((ulong)known.Count % (ushort.MaxValue - 1)), _words);
}
