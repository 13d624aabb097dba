using Rag.Files.Media;

namespace Rag.Tests.Files.Media;

/// <summary>A fact that needs ffmpeg and is skipped, saying so, where it is not on PATH.</summary>
internal sealed class FfmpegFactAttribute : FactAttribute
{
    public FfmpegFactAttribute()
    {
        if (Ffmpeg.Find() is null) Skip = "needs ffmpeg, which is not on PATH";
    }
}

/// <summary>A theory that needs ffmpeg and is skipped, saying so, where it is not on PATH.</summary>
internal sealed class FfmpegTheoryAttribute : TheoryAttribute
{
    public FfmpegTheoryAttribute()
    {
        if (Ffmpeg.Find() is null) Skip = "needs ffmpeg, which is not on PATH";
    }
}

/// <summary>A fact that needs a POSIX shell, to play the program.</summary>
internal sealed class ShellFactAttribute : FactAttribute
{
    public ShellFactAttribute()
    {
        if (!File.Exists("/bin/sh")) Skip = "needs /bin/sh";
    }
}
