namespace Rag.Tests.Encoders.Text.Documents;

/// <summary>Damages files at random: bits, bytes, parts cut out, doubled, moved or taken from a list of nasty words.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] _words =
        [.. new[] { "<<", ">>", "[", "]", "(", ")", "obj", "endobj", "stream", "endstream", "0 R", "/Kids", "-1", "99999999999", "\0", "\"", "<", ">", "&#x0;", "\n", "\u00FF\u00FE", "{", "}", "`", "***", "|" }
            .Select(System.Text.Encoding.Latin1.GetBytes)];

    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] content)
    {
        var mutant = content.ToList();
        for (var times = _random.Next(1, 6); times > 0 && mutant.Count > 0; times--)
        {
            var at = _random.Next(mutant.Count);
            var length = _random.Next(1, Math.Min(mutant.Count - at, _random.Next(2, 200)) + 1);
            switch (_random.Next(8))
            {
                case 0: mutant[at] ^= (byte)(1 << _random.Next(8)); break;
                case 1: mutant[at] = (byte)_random.Next(256); break;
                case 2: mutant.RemoveRange(at, length); break;
                case 3: mutant.InsertRange(at, mutant.GetRange(at, length)); break;
                case 4: mutant.InsertRange(_random.Next(mutant.Count), mutant.GetRange(at, length)); break;
                case 5: mutant.InsertRange(at, _words[_random.Next(_words.Length)]); break;
                case 6: mutant.InsertRange(at, Enumerable.Repeat(_words[_random.Next(_words.Length)], _random.Next(1, 400)).SelectMany(word => word)); break;
                case 7 when _random.Next(10) == 0: mutant.RemoveRange(at, mutant.Count - at); break;
            }
        }
        return [.. mutant];
    }
}
