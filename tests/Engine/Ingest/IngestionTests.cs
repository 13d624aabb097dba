using Rag.Engine.Ingest;
using Rag.Memory;
using Rag.Memory.Embedded;

namespace Rag.Engine.Tests.Ingest;

public sealed class IngestionTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly TemporaryFolder _store = new();
    private readonly EmbeddedMemory _memory;

    public IngestionTests() => _memory = EmbeddedMemory.Open(_store.Path);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _memory.DisposeAsync().AsTask();

    public void Dispose()
    {
        _store.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Every_passage_is_the_stretch_of_its_file_that_it_says_it_is()
    {
        var text = "# Lamps\r\n\r\nThe lamp was lit in 1861. 灯塔很高。\r\n\r\n## Oil\r\n\r\nIt burned colza oil.\r\n";
        var path = _files.Write("lamps.md", text);

        await Ingest(_files.Path);

        var hits = await _memory.SearchAsync("lamp oil 灯塔", 10);
        Assert.NotEmpty(hits);
        Assert.All(hits, hit => Assert.Equal(text[hit.Item.Start..hit.Item.End], hit.Item.Text));
        Assert.All(hits, hit => Assert.Equal(path, hit.Item.Source));
    }

    [Fact]
    public async Task A_file_that_has_not_changed_is_skipped_and_a_changed_one_replaces_only_its_own_items()
    {
        var first = _files.Write("first.txt", "The anchor weighs forty tons.");
        _files.Write("second.txt", "The bell weighs two tons.");
        await Ingest(_files.Path);

        _files.Write("first.txt", "The anchor was sold.");
        var report = await Ingest(_files.Path);

        Assert.Equal((0, 1, 1, 0), (report.Added, report.Updated, report.Unchanged, report.Removed));
        Assert.Equal("The anchor was sold.", Assert.Single(await _memory.SearchAsync("anchor", 5)).Item.Text);
        Assert.Equal(first, (await _memory.SearchAsync("anchor", 5))[0].Item.Source);
        Assert.Single(await _memory.SearchAsync("bell", 5));
        Assert.Equal(2, await _memory.CountAsync());
    }

    [Fact]
    public async Task A_deleted_file_loses_its_items_when_its_folder_is_ingested_again_and_not_before()
    {
        _files.Write("kept/a.txt", "An oar hangs on the wall.");
        var deleted = _files.Write("dropped/b.txt", "A rudder stands in the hall.");
        await Ingest(_files.Path);
        File.Delete(deleted);

        await Ingest(_files["kept"]);
        Assert.Single(await _memory.SearchAsync("rudder", 5));

        var report = await Ingest(_files.Path);
        Assert.Equal(1, report.Removed);
        Assert.Empty(await _memory.SearchAsync("rudder", 5));
        Assert.Single(await _memory.SearchAsync("oar", 5));
    }

    [Fact]
    public async Task What_is_stored_of_a_path_that_is_not_there_is_told_and_goes_when_that_is_wanted()
    {
        _files.Write("a/b/c.txt", "An oar hangs on the wall.");
        await Ingest(_files["a"]);
        Directory.Delete(_files["a/b"], recursive: true);

        foreach (var path in (string[])[_files["a/b"], _files["a/b/c.txt"]])
        {
            var report = await Ingest(path);
            Assert.Equal(new MissingPath(path, 1), Assert.Single(report.Missing));
            Assert.Empty(report.Problems);
        }
        Assert.Contains("no such file", Assert.Single((await Ingest(_files["elsewhere"])).Problems).Reason, StringComparison.Ordinal);
        Assert.Single(await _memory.SearchAsync("oar", 5));

        var wanted = await new RagEngine(_memory).IngestAsync([_files["a/b"]], options: new IngestOptions { ForgetsMissing = true });
        Assert.Equal((1, 0), (wanted.Removed, wanted.Missing.Count));
        Assert.Empty(await _memory.SearchAsync("oar", 5));
    }

    [Fact]
    public async Task A_folder_in_which_nothing_is_any_more_keeps_what_is_stored_of_it_until_that_may_go()
    {
        var file = _files.Write("mount/a.txt", "An oar hangs on the wall.");
        await Ingest(_files["mount"]);
        File.Delete(file);

        var report = await Ingest(_files["mount"]);
        Assert.Equal(0, report.Removed);
        Assert.Contains("--allow-empty", Assert.Single(report.Problems).Reason, StringComparison.Ordinal);
        Assert.Single(await _memory.SearchAsync("oar", 5));

        Directory.CreateDirectory(_files["other/empty"]);
        Assert.DoesNotContain("--allow-empty", Assert.Single((await Ingest(_files["other"])).Problems).Reason, StringComparison.Ordinal);
        var allowed = await new RagEngine(_memory).IngestAsync([_files["mount"]], options: new IngestOptions { AllowsEmpty = true });
        Assert.Equal(1, allowed.Removed);
    }

    [Fact]
    public async Task A_source_that_is_damaged_is_read_anew()
    {
        using var store = new TemporaryFolder();
        foreach (var number in (string[])["one", "two"]) _files.Write($"{number}.txt", $"The oar number {number} hangs on the wall.");
        await using (var memory = EmbeddedMemory.Open(store.Path)) await new RagEngine(memory).IngestAsync([_files.Path]);
        var segment = Assert.Single(Directory.GetFiles(store["default"], "*.segment"));
        var bytes = File.ReadAllBytes(segment);
        bytes[bytes.AsSpan().IndexOf("number two"u8)] ^= 1;
        File.WriteAllBytes(segment, bytes);

        await using (var memory = EmbeddedMemory.Open(store.Path))
        {
            var report = await new RagEngine(memory).IngestAsync([_files.Path]);
            Assert.Equal((1, 1), (report.Updated, report.Unchanged));
            Assert.Contains("damaged", Assert.Single(report.Notes).Reason, StringComparison.Ordinal);
            Assert.Equal(2, (await memory.SearchAsync("oar", 5)).Count);
        }
        Assert.Empty(MemoryFolder.Check(store.Path));
    }

    [Fact]
    public async Task A_folder_is_forgotten_with_all_below_it_whether_it_is_there_or_not()
    {
        _files.Write("a/one.txt", "An oar hangs on the wall.");
        _files.Write("a/deep/two.txt", "A rudder stands in the hall.");
        _files.Write("ab/three.txt", "A keel lies in the yard.");
        await Ingest(_files.Path);

        Assert.Equal([2, 0, 0], await new RagEngine(_memory).ForgetAsync([_files["a"], _files["nowhere"], _files["abc"]]));
        Assert.Equal(_files["ab/three.txt"], Assert.Single(await _memory.SourcesAsync().ToListAsync()).Name);
    }

    [Fact]
    public async Task A_folder_whose_name_begins_like_another_does_not_lose_that_ones_items()
    {
        _files.Write("notes/a.txt", "The compass points north.");
        _files.Write("notes-old/b.txt", "The sextant is brass.");
        await Ingest(_files.Path);

        var report = await Ingest(_files["notes"]);

        Assert.Equal(0, report.Removed);
        Assert.Single(await _memory.SearchAsync("sextant", 5));
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_and_the_rest_goes_in()
    {
        _files.Write("good.txt", "The log book is complete.");
        var binary = _files.Write("binary.txt", [0, 1, 2, 3, 0, 255, 254, 7]);
        var broken = _files.Write("broken.txt", [.. "The 潮 log 水 has 上 a 下 bad 中 byte: "u8, 0xC3, 0x28, .. " 你们 我们 他们 book"u8]);
        var missing = _files["missing.txt"];
        var vanished = _files["vanished.txt"];
        File.CreateSymbolicLink(vanished, _files["nowhere.txt"]);

        var report = await Ingest(_files.Path, missing);

        Assert.Equal(2, report.Added);
        Assert.Equal([vanished, broken], report.Notes.Select(note => note.Path));
        Assert.Equal(
            new[] { binary, missing }.Order(),
            report.Problems.Select(problem => problem.Path).Order());
        Assert.All(report.Problems, problem => Assert.NotEmpty(problem.Reason));
    }

    [Fact]
    public async Task A_file_that_can_no_longer_be_read_keeps_what_was_stored_of_it()
    {
        _files.Write("chart.txt", "The chart shows the shoal.");
        await Ingest(_files.Path);
        _files.Write("chart.txt", [0, 0, 0, 1, 2]);

        var report = await Ingest(_files.Path);

        Assert.Single(report.Problems);
        Assert.Single(await _memory.SearchAsync("shoal", 5));
    }

    [Fact]
    public async Task A_link_that_leads_back_is_named_and_not_followed()
    {
        _files.Write("deep/inside/a.txt", "The mooring is chained.");
        var loop = _files["deep/inside/loop"];
        Directory.CreateSymbolicLink(loop, _files.Path);

        var report = await Ingest(_files.Path);

        Assert.Empty(report.Problems);
        Assert.Equal(loop, Assert.Single(report.Notes).Path);
        Assert.Equal(1, await _memory.CountAsync());
    }

    [Fact]
    public async Task What_several_paths_and_links_lead_to_counts_once_under_the_name_of_its_own()
    {
        var text = _files.Write("deep/z/a.txt", "The mooring is chained.");
        Directory.CreateSymbolicLink(_files["deep/a-link"], _files["deep/z"]);
        File.CreateSymbolicLink(_files["deep/b-link.txt"], text);

        var report = await Ingest(_files["deep/z"], _files.Path, _files["deep"]);

        Assert.Equal((1, 0, 0), (report.Added, report.Unchanged, report.Problems.Count));
        Assert.Equal([text], await _memory.SourcesAsync().Select(source => source.Name).ToListAsync());
        Assert.Equal(0, (await Ingest(_files.Path)).Removed);
    }

    [Fact]
    public async Task A_pipe_is_passed_over_and_never_opened()
    {
        if (!OperatingSystem.IsLinux()) return;
        _files.Write("a.txt", "The mooring is chained.");
        var pipe = _files["pipe.txt"];
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [pipe])) mkfifo.WaitForExit();

        var report = await Ingest(_files.Path);

        Assert.Equal((1, 0), (report.Added, report.Problems.Count));
        Assert.Equal(pipe, Assert.Single(report.Notes).Path);
        Assert.Contains("a pipe", Assert.Single((await Ingest(pipe)).Notes).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_lies_in_a_folder_that_cannot_be_listed_stays_and_what_is_gone_elsewhere_goes()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root") return; // root lists everything
        _files.Write("closed/a.txt", "An oar hangs on the wall.");
        var deleted = _files.Write("open/b.txt", "A rudder stands in the hall.");
        await Ingest(_files.Path);
        File.Delete(deleted);
        File.SetUnixFileMode(_files["closed"], UnixFileMode.None);

        var report = await Ingest(_files.Path);

        File.SetUnixFileMode(_files["closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal((1, 1), (report.Removed, report.Problems.Count));
        Assert.Single(await _memory.SearchAsync("oar", 5));
    }

    [Fact]
    public async Task Files_that_are_passed_over_are_counted_by_their_endings_and_hidden_ones_apart()
    {
        _files.Write("a.txt", "The quay.");
        _files.Write("empty.html", "<script>x()</script>");
        foreach (var name in new[] { "x.xyz", "y.xyz", "z.ZZZ", ".hidden.txt", ".git/config.txt" }) _files.Write(name, "x");

        var report = await Ingest(_files.Path);

        Assert.Equal([new(".xyz", 2), new(".zzz", 1)], report.PassedOverByEnding());
        Assert.Equal((1, 1, 1), (report.HiddenFiles, report.HiddenFolders, report.WithoutText));
        Assert.Equal([new("has no text in it", 1)], IngestReport.CountByReason(report.Notes));
    }

    [Fact]
    public async Task What_is_finished_is_committed_every_ten_seconds()
    {
        foreach (var name in new[] { "a", "b", "c", "d" }) _files.Write($"{name}.txt", $"File {name} speaks of sails.");
        var committed = new List<int>();
        await using var files = new Rag.Files.InPlaceReader();

        await new Ingestion(_memory, new(), files, new(), time: new SixSecondSteps())
            .RunAsync([_files.Path], new(), new Callback(_ => committed.Add(Now(_memory.CountAsync()))), CancellationToken.None);

        Assert.Equal(0, committed[0]);
        Assert.Contains(committed, count => count is > 0 and < 4);
    }

    [Fact]
    public async Task Progress_names_the_file_in_hand_and_counts_bytes()
    {
        var (a, b) = (_files.Write("a.txt", "The quay."), _files.Write("b.txt", "The sail is red."));
        var steps = new List<IngestProgress>();

        await new RagEngine(_memory).IngestAsync([_files.Path], new Callback(steps.Add));

        Assert.Equal([new(a, 0, 2, 0, 25), new(b, 1, 2, 9, 25), new(b, 2, 2, 25, 25)], steps);
    }

    [Fact]
    public async Task An_empty_folder_a_missing_path_and_a_file_of_another_kind_are_each_named()
    {
        Directory.CreateDirectory(_files["empty"]);
        var picture = _files.Write("picture.xyz", "not a document");

        var report = await Ingest(_files["empty"], _files["missing"], picture);

        Assert.Equal([picture, _files["missing"], _files["empty"]], report.Problems.Select(problem => problem.Path));
        Assert.Equal(0, report.Documents);
    }

    [Fact]
    public async Task A_stop_keeps_the_files_that_were_finished_and_removes_nothing()
    {
        foreach (var name in new[] { "a", "b", "c", "d" }) _files.Write($"{name}.txt", $"File {name} speaks of sails.");
        using var cancel = new CancellationTokenSource();

        var report = await new RagEngine(_memory).IngestAsync([_files.Path], new Callback(progress =>
        {
            if (progress.Done == 2) cancel.Cancel();
        }), cancellationToken: cancel.Token);

        Assert.True(report.Cancelled);
        Assert.Equal(2, await _memory.CountAsync());
        Assert.Equal(2, (await Ingest(_files.Path)).Added);
    }

    [Fact]
    public async Task Hidden_folders_are_passed_over()
    {
        _files.Write(".git/config.txt", "remote origin");
        _files.Write("a.txt", "The quay.");
        Assert.Equal(1, (await Ingest(_files.Path)).Added);
    }

    private Task<IngestReport> Ingest(params string[] paths) => new RagEngine(_memory).IngestAsync(paths);

    private static T Now<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("it waits");

    /// <summary>A clock that is six seconds on each time it is looked at.</summary>
    private sealed class SixSecondSteps : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds += 6;
    }

    private sealed class Callback(Action<IngestProgress> report) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => report(value);
    }
}
