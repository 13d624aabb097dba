using System.IO.Compression;
using System.Text;
using Rag.Encoders.DataSets;
using Rag.Files;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data;

/// <summary>
/// A reading set in one compressed file that is read in seconds: Brotli over the mark, the passages (heading, text) and the questions
/// (text, kind, passage + 1, answers as start and length, distractors), numbers in seven bits a byte, strings in UTF-8.
/// </summary>
public static class ReadingSetFile
{
    private const string Mark = "rag reading set 1";

    // Brotli knows no file mark; this one tells our file from others before anything is unpacked.
    private static readonly byte[] _magic = "RAGREAD1"u8.ToArray();

    /// <summary>Whether the file at <paramref name="path"/> begins as one of ours.</summary>
    public static bool IsAt(string path)
    {
        if (!File.Exists(path)) return false;
        using var file = File.OpenRead(path);
        var begin = new byte[_magic.Length];
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.AsSpan().SequenceEqual(_magic);
    }

    /// <summary>Writes the set, in place of a file that is there.</summary>
    public static void Write(string path, ReadingSet set) => WholeFile.Write(path, file => Pack(file, set));

    private static void Pack(Stream file, ReadingSet set)
    {
        file.Write(_magic);
        using var packed = new BrotliStream(file, new BrotliCompressionOptions { Quality = 6 }, leaveOpen: true);
        using var writer = new BinaryWriter(packed, Encoding.UTF8);
        writer.Write(Mark);
        writer.Write7BitEncodedInt(set.Passages.Count);
        foreach (var passage in set.Passages)
        {
            writer.Write(passage.Heading ?? "");
            writer.Write(passage.Text);
        }
        writer.Write7BitEncodedInt(set.Questions.Count);
        foreach (var question in set.Questions)
        {
            writer.Write(question.Text);
            writer.Write(question.Kind);
            writer.Write7BitEncodedInt(question.Passage + 1 ?? 0);
            writer.Write7BitEncodedInt(question.Answers.Count);
            foreach (var answer in question.Answers)
            {
                writer.Write7BitEncodedInt(answer.Start);
                writer.Write7BitEncodedInt(answer.Length);
            }
            writer.Write7BitEncodedInt(question.Distractors.Count);
            foreach (var distractor in question.Distractors) writer.Write7BitEncodedInt(distractor);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="DataSetException">The file cannot be read, is another one or is damaged.</exception>
    public static ReadingSet Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            file.Position = _magic.Length;
            using var unpacked = new BrotliStream(file, CompressionMode.Decompress);
            using var reader = new BinaryReader(new BufferedStream(unpacked, 1 << 16), Encoding.UTF8);
            if (reader.ReadString() != Mark) throw new DataSetException(path, "not a reading set");
            var passages = ReadMany(reader, () => ReadPassage(reader));
            var kinds = new Dictionary<string, string>(); // one string for all questions of a kind
            var questions = ReadMany(reader, () => ReadQuestion(reader, kinds));
            return IsSound(passages, questions)
                ? new ReadingSet(passages, questions)
                : throw new DataSetException(path, "points outside itself; make it again");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, e.Message);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or FormatException)
        {
            throw new DataSetException(path, $"damaged: {e.Message}");
        }
    }

    private static ReadingPassage ReadPassage(BinaryReader reader)
    {
        var heading = reader.ReadString();
        return new ReadingPassage(reader.ReadString(), heading.Length > 0 ? heading : null);
    }

    private static ReadingQuestion ReadQuestion(BinaryReader reader, Dictionary<string, string> kinds)
    {
        var (text, kind) = (reader.ReadString(), reader.ReadString());
        kinds.TryAdd(kind, kind);
        var passage = reader.Read7BitEncodedInt();
        var answers = ReadMany(reader, () => ReadSpan(reader));
        var distractors = ReadMany(reader, reader.Read7BitEncodedInt);
        return new ReadingQuestion(text, passage > 0 ? passage - 1 : null, answers, distractors, kinds[kind]);
    }

    private static TextSpan ReadSpan(BinaryReader reader)
    {
        var start = reader.Read7BitEncodedInt();
        return new TextSpan(start, start + reader.Read7BitEncodedInt());
    }

    private static List<T> ReadMany<T>(BinaryReader reader, Func<T> read)
    {
        var many = new List<T>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--) many.Add(read());
        return many;
    }

    private static bool IsSound(List<ReadingPassage> passages, List<ReadingQuestion> questions)
    {
        return questions.TrueForAll(question => question.Distractors.All(Exists) && (question.Passage is { } gold
            ? Exists(gold) && question.Answers.All(answer => IsIn(passages[gold].Text, answer))
            : question.Answers.Count == 0));

        bool Exists(int passage) => (uint)passage < passages.Count;
        static bool IsIn(string text, TextSpan span) => 0 <= span.Start && span.Start < span.End && span.End <= text.Length;
    }
}
