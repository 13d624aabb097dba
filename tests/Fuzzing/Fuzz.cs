using System.Globalization;
using Xunit.Abstractions;

namespace Rag.Tests.Fuzzing;

/// <summary>
/// Feeds damaged files to a parser, which reads or refuses each: with its own exception, in bounded time, on bounded memory.
/// RAG_FUZZ in the environment sets how many files every parser gets; a few seconds' worth without it.
/// </summary>
/// <typeparam name="TRefusal">The parser's own exception.</typeparam>
internal sealed class Fuzz<TRefusal>(ITestOutputHelper output) where TRefusal : Exception
{
    private static readonly TimeSpan _mostTime = TimeSpan.FromSeconds(20);

    /// <summary>How a file is damaged; the same at every run.</summary>
    public required Func<byte[], byte[]> Damage { get; init; }

    /// <summary>Whether the message of a refusal says what it should: the file, and the place where the format has one.</summary>
    public required Func<TRefusal, byte[], bool> IsClear { get; init; }

    /// <summary>What reading a file may allocate, in bytes.</summary>
    public required Func<byte[], long> MostBytes { get; init; }

    /// <summary>Tries <paramref name="usual"/> files, or as many as RAG_FUZZ says, each made of one of the sound ones.</summary>
    public void Run(int usual, IReadOnlyList<byte[]> sound, Action<byte[]> read)
    {
        var (files, wasRead, mostBytes, mostTime) = (Files(usual), 0, 0L, TimeSpan.Zero);
        foreach (var file in sound) read(file);
        for (var i = 0; i < files; i++)
        {
            var mutant = Damage(sound[i % sound.Count]);
            var (bytesBefore, timeBefore) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime);
            if (IsRead(read, mutant, i)) wasRead++;
            var (bytes, time) = (GC.GetAllocatedBytesForCurrentThread() - bytesBefore, Environment.CpuUsage.TotalTime - timeBefore);
            (mostBytes, mostTime) = (Math.Max(mostBytes, bytes), time > mostTime ? time : mostTime);
            Assert.True(bytes <= MostBytes(mutant), $"file {i} of {mutant.Length} bytes took {bytes} bytes of memory: {Convert.ToBase64String(mutant)}");
            Assert.True(time <= _mostTime, $"file {i} took {time}: {Convert.ToBase64String(mutant)}");
        }
        output.WriteLine($"{files} files: {wasRead} read, {files - wasRead} refused; at most {mostBytes / 1e6:0.0} MB and {mostTime.TotalSeconds:0.00} s for one");
        Assert.True(wasRead > 0 && wasRead < files, $"{wasRead} of {files} were read: the damage is too tame or too wild");
    }

    private bool IsRead(Action<byte[]> read, byte[] mutant, int index)
    {
        try
        {
            read(mutant);
            return true;
        }
        catch (TRefusal refusal)
        {
            Assert.True(IsClear(refusal, mutant), $"file {index} is refused without its place: {refusal.Message}");
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"file {index}, {Convert.ToBase64String(mutant)}: {e}");
        }
        return false;
    }

    private static int Files(int usual) => int.TryParse(Environment.GetEnvironmentVariable("RAG_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : usual;
}
