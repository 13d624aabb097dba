using Rag.Encoders.Hub;

namespace Rag.Encoders.Tests.Hub;

public sealed class ModelPullTests : IDisposable
{
    private readonly LocalHub _hub = new();
    private readonly TemporaryFolder _root = new();
    private readonly byte[] _weights = new byte[300_000];

    public ModelPullTests()
    {
        new Random(1).NextBytes(_weights);
        _hub["config.json"] = "{}"u8.ToArray();
        _hub["1_Pooling/config.json"] = "{\"pooling\": 1}"u8.ToArray();
        _hub["model.safetensors"] = _weights;
        _hub["pytorch_model.bin"] = [1, 2, 3];
        _hub["onnx/config.json"] = [4];
    }

    private string Folder => _root["owner/tiny"];

    private string Part => _root["owner/tiny.part/model.safetensors.part"];

    public void Dispose()
    {
        _hub.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task The_files_that_Rag_reads_come_and_the_folder_appears_whole()
    {
        var seen = new List<PullProgress>();
        var model = await Pull(progress: new Progress(step =>
        {
            Assert.False(Directory.Exists(Folder));
            seen.Add(step);
        }));

        Assert.Equal(["config.json", "1_Pooling/config.json", "model.safetensors"], model.Files.Select(file => file.Path));
        Assert.Equal(_weights, File.ReadAllBytes(Path.Combine(Folder, "model.safetensors")));
        Assert.Equal(["1_Pooling", "config.json", "model.safetensors", "pulled.json"], Directory.GetFileSystemEntries(Folder).Select(Path.GetFileName).Order());
        Assert.Equal([Folder], Directory.GetDirectories(_root["owner"]));
        Assert.Equal(new PullProgress(model.Size, model.Size), seen[^1]);
    }

    [Fact]
    public async Task A_second_pull_of_the_same_commit_asks_for_no_file()
    {
        await Pull();
        _hub.Requests.Clear();
        await Pull();
        Assert.Single(_hub.Requests);
    }

    [Fact]
    public async Task A_pull_of_another_commit_takes_the_place_of_the_older_one()
    {
        await Pull();
        (_hub.Commit, _hub["config.json"]) = ("fedcba98", "{\"new\": 1}"u8.ToArray());
        await Pull();
        Assert.Equal("{\"new\": 1}", File.ReadAllText(Path.Combine(Folder, "config.json")));
        Assert.Equal("fedcba98", PulledModel.Read(Folder)!.Commit);
        Assert.Equal([Folder], Directory.GetDirectories(_root["owner"]));
    }

    [Fact]
    public async Task What_an_interrupted_pull_has_got_is_not_asked_for_again()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Pull(
            progress: new Progress(step => { if (step.Done > 100_000) stop.Cancel(); }), cancel: stop.Token));
        var came = new FileInfo(Part).Length;
        Assert.InRange(came, 1, _weights.Length - 1);
        Assert.False(Directory.Exists(Folder));

        _hub.Requests.Clear();
        await Pull();

        Assert.Equal(["/api/models/owner/tiny/revision/main?blobs=true", $"/owner/tiny/resolve/main/model.safetensors bytes={came}-"], _hub.Requests);
        Assert.Equal(_weights, File.ReadAllBytes(Path.Combine(Folder, "model.safetensors")));
    }

    [Fact]
    public async Task A_server_that_knows_no_ranges_sends_all_again()
    {
        _root.Write("owner/tiny.part/model.safetensors.part", _weights[..1000]);
        _hub.Before = context =>
        {
            context.Request.Headers.Remove("Range");
            return false;
        };
        await Pull();
        Assert.Equal(_weights, File.ReadAllBytes(Path.Combine(Folder, "model.safetensors")));
    }

    [Fact]
    public async Task The_beginning_of_another_file_is_thrown_away()
    {
        _root.Write("owner/tiny.part/model.safetensors.part", new byte[1000]);
        await Pull();
        Assert.Equal(_weights, File.ReadAllBytes(Path.Combine(Folder, "model.safetensors")));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_busy_server_is_asked_again(int status)
    {
        var failures = 3;
        _hub.Before = context =>
        {
            if (failures-- <= 0) return false;
            LocalHub.Answer(context, status);
            return true;
        };
        await Pull();
        Assert.True(Directory.Exists(Folder));
    }

    [Fact]
    public async Task A_connection_that_breaks_off_goes_on_from_where_it_broke()
    {
        var broken = 0;
        _hub.Before = context =>
        {
            if (!context.Request.RawUrl!.EndsWith("model.safetensors", StringComparison.Ordinal) || broken++ > 0) return false;
            context.Response.ContentLength64 = _weights.Length;
            context.Response.OutputStream.Write(_weights.AsSpan(0, 1000));
            context.Response.OutputStream.Flush();
            context.Response.Abort();
            return true;
        };
        await Pull();
        Assert.Equal(_weights, File.ReadAllBytes(Path.Combine(Folder, "model.safetensors")));
        Assert.Contains("/owner/tiny/resolve/main/model.safetensors bytes=1000-", _hub.Requests);
    }

    [Fact]
    public async Task A_server_that_stays_down_is_given_up_with_its_address_and_the_tries()
    {
        _hub.Before = context =>
        {
            LocalHub.Answer(context, 500);
            return true;
        };
        var failure = await Assert.ThrowsAsync<HubException>(() => Pull());
        Assert.Contains(_hub.Endpoint.Authority, failure.Message);
        Assert.Contains("500", failure.Message);
        Assert.Contains("after 6 tries", failure.Message);
        Assert.False(failure.IsRefusal);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_refused_at_once()
    {
        var failure = await Assert.ThrowsAsync<HubException>(() => Pull(name: "owner/none"));
        Assert.Contains("404", failure.Message);
        Assert.True(failure.IsRefusal);
        Assert.Single(_hub.Requests);
        Assert.Empty(Directory.GetFileSystemEntries(_root.Path));
    }

    [Fact]
    public async Task A_closed_model_opens_by_its_token_and_no_message_shows_one()
    {
        _hub.Token = "hf_right";
        var without = await Assert.ThrowsAsync<HubException>(() => Pull());
        var wrong = await Assert.ThrowsAsync<HubException>(() => Pull(token: "hf_wrong"));
        Assert.Contains("HF_TOKEN", without.Message);
        Assert.Contains("401", wrong.Message);
        Assert.DoesNotContain("hf_wrong", wrong.ToString() + new HubOptions { Token = "hf_wrong" });

        await Pull(token: "hf_right");
        Assert.True(Directory.Exists(Folder));
        Assert.DoesNotContain(Directory.GetFiles(Folder), file => File.ReadAllText(file).Contains("hf_right"));
    }

    [Fact]
    public async Task The_token_does_not_go_where_the_hub_refers_to()
    {
        using var store = new LocalHub { ["model.safetensors"] = _weights };
        string? shown = null;
        store.Before = context =>
        {
            shown = context.Request.Headers["Authorization"] ?? "none";
            return false;
        };
        _hub.Token = "hf_right";
        _hub.Before = context =>
        {
            if (!context.Request.RawUrl!.EndsWith("model.safetensors", StringComparison.Ordinal)) return false;
            context.Response.Redirect($"{store.Endpoint}owner/tiny/resolve/main/model.safetensors");
            context.Response.Close();
            return true;
        };
        await Pull(token: "hf_right");
        Assert.Equal("none", shown);
        Assert.Equal(_weights, File.ReadAllBytes(Path.Combine(Folder, "model.safetensors")));
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    public async Task Another_content_than_was_announced_is_refused_and_not_kept(string path)
    {
        _hub.Listing = (listed, file) =>
        {
            if (listed != path) return;
            if (file["lfs"] is { } large) large["sha256"] = new string('0', 64);
            else file["blobId"] = new string('0', 40);
        };
        var failure = await Assert.ThrowsAsync<HubException>(() => Pull());
        Assert.Contains("checksum", failure.Message);
        Assert.Contains(path, failure.Message);
        Assert.False(Directory.Exists(Folder));
        Assert.False(File.Exists(_root[$"owner/tiny.part/{path}"]));
    }

    [Theory]
    [InlineData("../evil.json")]
    [InlineData("/etc/evil.json")]
    [InlineData("a\\..\\evil.json")]
    public async Task A_file_that_would_leave_the_folder_is_refused(string path)
    {
        _hub[path] = [1];
        Assert.True((await Assert.ThrowsAsync<HubException>(() => Pull())).IsRefusal);
        Assert.Empty(Directory.GetFileSystemEntries(_root.Path));
    }

    [Fact]
    public async Task An_answer_that_is_no_listing_is_named()
    {
        _hub.Before = context =>
        {
            using var page = new StreamWriter(context.Response.OutputStream);
            page.Write("<html>Welcome</html>");
            return true;
        };
        var failure = await Assert.ThrowsAsync<HubException>(() => Pull());
        Assert.Contains("endpoint", failure.Message);
    }

    [Fact]
    public async Task A_full_disk_is_named_with_what_to_do()
    {
        if (!OperatingSystem.IsLinux()) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Part)!);
        File.CreateSymbolicLink(Part, "/dev/full");
        var failure = await Assert.ThrowsAsync<HubException>(() => Pull());
        Assert.Contains("make room", failure.Message);
        Assert.Contains(Folder, failure.Message);
    }

    [Fact]
    public async Task A_model_larger_than_the_disk_is_refused_before_it_comes()
    {
        _hub.Listing = (_, file) => file["size"] = 1L << 60;
        var failure = await Assert.ThrowsAsync<HubException>(() => Pull());
        Assert.Contains("free", failure.Message);
        Assert.Single(_hub.Requests);
    }

    [Fact]
    public async Task Verifying_finds_what_has_changed_since()
    {
        var model = await Pull();
        Assert.Empty(model.Verify(Folder, (_, _) => { }));

        File.WriteAllText(Path.Combine(Folder, "config.json"), "[]");
        File.WriteAllBytes(Path.Combine(Folder, "model.safetensors"), _weights[..10]);
        File.Delete(Path.Combine(Folder, "1_Pooling/config.json"));
        var problems = PulledModel.Read(Folder)!.Verify(Folder, (_, _) => { });

        Assert.Equal(3, problems.Count);
        Assert.Contains("SHA-256", problems[0]);
        Assert.Contains("missing", problems[1]);
        Assert.Contains("10 bytes", problems[2]);
    }

    private async Task<PulledModel> Pull(
        string name = "owner/tiny", string? token = null, IProgress<PullProgress>? progress = null, CancellationToken cancel = default)
    {
        var options = new HubOptions { Endpoint = _hub.Endpoint, Token = token, Backoff = TimeSpan.FromMilliseconds(1) };
        return await new ModelPull(options).Run(name, "main", _root[name], progress, cancel);
    }

    private sealed class Progress(Action<PullProgress> report) : IProgress<PullProgress>
    {
        public void Report(PullProgress value) => report(value);
    }
}
