using System.ComponentModel;
using System.Diagnostics;

namespace Rag.Files.Media;

/// <summary>
/// The ffmpeg program, which decodes what no reader here does. It sees one local file a run: no network protocol, playlist
/// or numbered file name can make it open another, and no file name is taken for an option or an address.
/// </summary>
/// <param name="executable">The program's full path.</param>
public sealed class Ffmpeg(string executable)
{
    /// <summary>
    /// Containers and single pictures. Playlists and scripts (hls, dash, concat, sdp, image2), which name further files, are
    /// left out.
    /// </summary>
    private const string Formats =
        "aac,ac3,aiff,amr,ape,apng,asf,au,avi,bmp_pipe,caf,dsf,eac3,exr_pipe,flac,flv,gif,gif_pipe,h264,hevc,ico,ivf,j2k_pipe,jpeg_pipe," +
        "jpegxl_pipe,m4v,matroska,mjpeg,mov,mp3,mpeg,mpegts,mpegvideo,nut,ogg,pam_pipe,pbm_pipe,pcx_pipe,pgm_pipe,png_pipe,ppm_pipe," +
        "psd_pipe,qoi_pipe,rm,sgi_pipe,sox,sunrast_pipe,tiff_pipe,tta,voc,w64,wav,webm,webp_pipe,wv,xbm_pipe,xpm_pipe";

    /// <summary>The program's full path.</summary>
    public string Executable { get; } = executable;

    /// <summary>The first ffmpeg in the folders of PATH, or null.</summary>
    /// <param name="path">Folders as in the PATH variable; that variable itself if absent.</param>
    public static Ffmpeg? Find(string? path = null)
    {
        var name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        var folders = (path ?? Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } found ? new Ffmpeg(found) : null;
    }

    /// <summary>As <see cref="Find"/>, for a file that cannot be read without.</summary>
    /// <exception cref="MediaException">There is no ffmpeg; the message names <paramref name="file"/> and says what to do.</exception>
    public static Ffmpeg FindFor(string file) => Find() ?? throw new MediaException(file,
        $"a file of the kind \"{Path.GetExtension(file)}\" is read by ffmpeg, which is not on PATH; install ffmpeg, or convert the file to WAV, PNG or JPEG");

    /// <summary>Starts ffmpeg over <paramref name="file"/> and gives what it writes; reading the stream reports its failures.</summary>
    /// <param name="output">Options of the output, for example ["-vn", "-ac", "1", "-f", "f32le"].</param>
    /// <param name="input">Options of the input, for example ["-ss", "12.5"].</param>
    /// <param name="limits">The defaults of <see cref="FfmpegLimits"/> if absent.</param>
    /// <param name="cancellation">Stops the program; a read then throws <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MediaException">The file is not there, or the program does not start.</exception>
    public FfmpegStream Open(
        string file, IEnumerable<string> output, IEnumerable<string>? input = null, FfmpegLimits? limits = null, CancellationToken cancellation = default)
    {
        if (!File.Exists(file)) throw new MediaException(file, "is not there; check the path");
        cancellation.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(Executable)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-loglevel", "error",
            "-protocol_whitelist", "file,pipe", "-format_whitelist", Formats, .. input ?? [], "-i", $"file:{Path.GetFullPath(file)}",
            .. output, "pipe:1",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            var process = Process.Start(start) ?? throw new Win32Exception("no process came into being");
            process.StandardInput.Close();
            return new FfmpegStream(process, file, limits ?? new FfmpegLimits(), cancellation);
        }
        catch (Win32Exception e)
        {
            throw new MediaException(file, $"{Executable} does not start ({e.Message}); check that it is a program you may run", innerException: e);
        }
    }
}
