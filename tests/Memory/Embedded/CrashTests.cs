using System.Diagnostics;
using System.Globalization;
using Rag.Memory.Embedded;

namespace Rag.Memory.Tests.Embedded;

public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_writer_killed_a_few_times_loses_nothing_it_acknowledged() => KillWriters(times: 4);

    [Fact]
    [Trait("Speed", "Slow")]
    public Task A_writer_killed_two_hundred_times_loses_nothing_it_acknowledged() => KillWriters(times: 200);

    private async Task KillWriters(int times)
    {
        var random = new Random(times);
        for (var round = 0; round < times; round++)
        {
            var acknowledged = WriteUntilKilled(random);
            Assert.Empty(MemoryFolder.Check(_folder.Path));
            await using var store = EmbeddedMemory.OpenReadOnly(_folder.Path);
            Assert.InRange(CrashWriter.Last(store), acknowledged, acknowledged + 1);
        }
    }

    // The moment is a number of acknowledgements and a spin of up to some milliseconds: within a commit, or a merge.
    private int WriteUntilKilled(Random random)
    {
        using var writer = Process.Start(new ProcessStartInfo("dotnet", [typeof(CrashWriter).Assembly.Location, _folder.Path])
        {
            RedirectStandardOutput = true,
        })!;
        var acknowledged = 0;
        for (var wanted = random.Next(1, 60); wanted > 0 && writer.StandardOutput.ReadLine() is { } line; wanted--)
            acknowledged = int.Parse(line, CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        for (var microseconds = random.Next(5000); clock.Elapsed.TotalMicroseconds < microseconds;) Thread.SpinWait(20);
        writer.Kill();
        while (writer.StandardOutput.ReadLine() is { } line)
        {
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var more)) acknowledged = Math.Max(acknowledged, more);
        }
        writer.WaitForExit();
        return acknowledged;
    }
}
