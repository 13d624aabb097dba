using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Rag.Engine.Transcribe;

/// <summary>How times and texts are written in the files that hold both.</summary>
internal static partial class SubtitleSyntax
{
    /// <summary>JSON that a person can read, in every script.</summary>
    public static JsonSerializerOptions Json { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As in 01:02:03.004, to the nearest millisecond; hours go on beyond 24.</summary>
    /// <param name="point">What stands before the milliseconds: a comma in SubRip, a point elsewhere.</param>
    public static string Clock(double seconds, char point) => Clock((long)Math.Round(1000 * seconds), point);

    /// <inheritdoc cref="Clock(double, char)"/>
    public static string Clock(long milliseconds, char point)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}{point}{time.Milliseconds:000}");
    }

    /// <summary>With a point and three decimals.</summary>
    public static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A text on one line, without what ends a column.</summary>
    public static string Line(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ').Trim();

    /// <summary>A text that no reader of the web's subtitles takes for markup.</summary>
    public static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>A text that no reader of SubRip, which has nothing to escape with, takes for times.</summary>
    public static string SubRip(string text) => Arrow().Replace(text, "->");

    [GeneratedRegex("--+>")]
    private static partial Regex Arrow();
}
