using System.Diagnostics;
using Rag.Files.Media;

namespace Rag.Tests.Files.Media;

public sealed class FfmpegTests : IDisposable
{
    private static readonly string[] _floats = ["-vn", "-ac", "1", "-ar", "16000", "-f", "f32le"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Where_no_folder_of_the_path_holds_it_none_is_found() =>
        Assert.Null(Ffmpeg.Find($"{_folder.Path}{Path.PathSeparator}{_folder["absent"]}"));

    [Fact]
    public void The_first_folder_of_the_path_that_holds_it_counts()
    {
        var name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        var first = _folder.Write(Path.Combine("a", name), "");
        _folder.Write(Path.Combine("b", name), "");

        Assert.Equal(first, Ffmpeg.Find($"{_folder["none"]}{Path.PathSeparator}{_folder["a"]}{Path.PathSeparator}{_folder["b"]}")!.Executable);
    }

    [ShellFact]
    public void What_the_program_writes_is_read_whole()
    {
        using var output = Play("cat /dev/zero | head -c 200000").Open(Input(), _floats);

        Assert.Equal(200_000, Drain(output));
    }

    [ShellFact]
    public void A_file_name_is_no_option_and_no_address()
    {
        using var output = Play("for a; do echo \"$a\"; done").Open(_folder.Write("-y http:x%d.m4a", "x"), _floats);

        using var reader = new StreamReader(output);
        var arguments = reader.ReadToEnd().Split('\n');
        Assert.Equal($"file:{_folder["-y http:x%d.m4a"]}", arguments[Array.IndexOf(arguments, "-i") + 1]);
        Assert.Equal("file,pipe", arguments[Array.IndexOf(arguments, "-protocol_whitelist") + 1]);
    }

    [ShellFact]
    public void A_failure_names_the_file_and_the_programs_last_line()
    {
        using var output = Play("head -c 9 /dev/zero; echo first >&2; echo 'Invalid data found' >&2; exit 3").Open(Input(), _floats);

        var failure = Assert.Throws<MediaException>(() => Drain(output));

        Assert.StartsWith($"{Input()}: ffmpeg cannot read it (Invalid data found)", failure.Message, StringComparison.Ordinal);
    }

    [ShellFact]
    public void Pages_of_complaints_do_not_stop_it()
    {
        using var output = Play("head -c 1000000 /dev/zero | tr '\\0' '\\n' >&2; echo last >&2; exit 1").Open(Input(), _floats);

        Assert.Contains("(last)", Assert.Throws<MediaException>(() => Drain(output)).Message, StringComparison.Ordinal);
    }

    [ShellFact]
    public void Too_much_output_ends_it()
    {
        using var output = Play("exec cat /dev/zero").Open(Input(), _floats, limits: new FfmpegLimits { MaxOutputBytes = 100_000 });

        Assert.Contains("more than 100000 bytes", Assert.Throws<MediaException>(() => Drain(output)).Message, StringComparison.Ordinal);
    }

    [ShellFact]
    public void Silence_ends_it()
    {
        using var output = Play("exec sleep 60").Open(Input(), _floats, limits: new FfmpegLimits { MaxSilence = TimeSpan.FromMilliseconds(50) });

        Assert.Contains("silent", Assert.Throws<MediaException>(() => Drain(output)).Message, StringComparison.Ordinal);
    }

    [ShellFact]
    public void Cancelling_ends_it()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        using var output = Play("exec sleep 60").Open(Input(), _floats, cancellation: cancellation.Token);

        Assert.Throws<OperationCanceledException>(() => Drain(output));
    }

    [ShellFact]
    public void Disposing_it_early_stops_the_program()
    {
        var output = Play("echo $$; exec sleep 60").Open(Input(), _floats);
        var line = new byte[32];
        var id = int.Parse(System.Text.Encoding.ASCII.GetString(line, 0, output.Read(line)));

        output.Dispose();

        Assert.ThrowsAny<ArgumentException>(() => Process.GetProcessById(id));
    }

    [ShellFact]
    public void A_missing_file_and_a_program_that_does_not_start_are_named()
    {
        Assert.Contains("not there", Assert.Throws<MediaException>(() => Play("true").Open(_folder["none.mp3"], _floats)).Message, StringComparison.Ordinal);
        var failure = Assert.Throws<MediaException>(() => new Ffmpeg(_folder["nothing"]).Open(Input(), _floats));
        Assert.Contains("does not start", failure.Message, StringComparison.Ordinal);
    }

    [FfmpegFact]
    public void A_playlist_cannot_open_another_file()
    {
        _folder.Write("secret.txt", "file,s\n");
        var list = _folder.Write("list.m3u8", $"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{_folder["secret.txt"]}\n#EXT-X-ENDLIST\n");
        using var output = Ffmpeg.Find()!.Open(list, _floats);

        Assert.Contains("ffmpeg cannot read it", Assert.Throws<MediaException>(() => Drain(output)).Message, StringComparison.Ordinal);
    }

    [FfmpegFact]
    public void What_is_no_sound_is_refused()
    {
        using var output = Ffmpeg.Find()!.Open(_folder.Write("a.mp3", "no sound at all"), _floats);

        Assert.Contains("a.mp3: ffmpeg cannot read it", Assert.Throws<MediaException>(() => Drain(output)).Message, StringComparison.Ordinal);
    }

    private string Input() => _folder.Write("in.mp3", "x");

    /// <summary>A shell script in the program's place.</summary>
    private Ffmpeg Play(string script)
    {
        var path = _folder.Write("ffmpeg", $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new Ffmpeg(path);
    }

    private static long Drain(FfmpegStream output)
    {
        var buffer = new byte[10_000];
        long total = 0;
        for (int count; (count = output.Read(buffer)) > 0;) total += count;
        return total;
    }
}
