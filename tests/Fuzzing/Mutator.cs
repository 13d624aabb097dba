using System.Text;

namespace Rag.Tests.Fuzzing;

/// <summary>Damages files at random: bits, bytes, parts cut out, doubled, moved, zeroed or taken from a list of nasty words.</summary>
/// <param name="head">Half of the damage falls into so many bytes at the beginning, where lengths and types stand.</param>
/// <param name="words">What the format stumbles over; brackets and numbers where none are given.</param>
internal sealed class Mutator(int seed, int head = int.MaxValue, string[]? words = null)
{
    private static readonly string[] _usualWords =
    [
        "<<", ">>", "[", "]", "(", ")", "obj", "endobj", "stream", "endstream", "0 R", "/Kids", "-1", "99999999999", "\0", "\"", "<", ">", "&#x0;", "\n",
        "\u00FF\u00FE", "{", "}", "`", "***", "|", ":", ",", "null", "true", "1e308", "\\ud800", "\"\"",
    ];

    private readonly byte[][] _words = [.. (words ?? _usualWords).Select(Encoding.Latin1.GetBytes)];
    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] content)
    {
        var mutant = content.ToList();
        for (var times = _random.Next(1, 6); times > 0 && mutant.Count > 0; times--)
        {
            var at = _random.Next(_random.Next(2) == 0 ? mutant.Count : Math.Min(mutant.Count, head));
            var length = _random.Next(1, Math.Min(mutant.Count - at, _random.Next(2, 200)) + 1);
            switch (_random.Next(10))
            {
                case 0: mutant[at] ^= (byte)(1 << _random.Next(8)); break;
                case 1: mutant[at] = (byte)_random.Next(256); break;
                case 2: mutant[at] = (byte)_random.Next('0', '9' + 1); break;
                case 3: mutant.RemoveRange(at, length); break;
                case 4: mutant.InsertRange(at, mutant.GetRange(at, length)); break;
                case 5: mutant.InsertRange(_random.Next(mutant.Count), mutant.GetRange(at, length)); break;
                case 6: mutant.InsertRange(at, Word()); break;
                case 7 when _random.Next(4) == 0: mutant.InsertRange(at, Enumerable.Repeat(Word(), _random.Next(1, 400)).SelectMany(word => word)); break;
                case 8: for (var i = at; i < Math.Min(at + 4, mutant.Count); i++) mutant[i] = (byte)(_random.Next(2) * 255); break;
                case 9 when _random.Next(10) == 0: mutant.RemoveRange(at, mutant.Count - at); break;
            }
        }
        return [.. mutant];
    }

    private byte[] Word() => _words[_random.Next(_words.Length)];
}
