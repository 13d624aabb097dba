using System.Globalization;
using ExcelDataReader;

namespace Rag.Files.Documents.Sheets;

/// <summary>Writes the values of cells: numbers as precise as Excel shows them, dates as ISO 8601 has them.</summary>
internal static class SheetCell
{
    private const int FirstYear = 1900; // before it lies what is a time of day only

    /// <summary>The text of a cell of the row in hand, on one line.</summary>
    public static string Read(IExcelDataReader sheet, int column) => sheet.GetValue(column) switch
    {
        null => "",
        string text => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
        bool truth => truth ? "TRUE" : "FALSE",
        DateTime time => Write(time),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{Math.Truncate(time.TotalHours):0}:{time:mm\\:ss}"),
        double number when sheet.GetNumberFormatString(column)?.Contains('%', StringComparison.Ordinal) == true =>
            WritePercent(number),
        double number => Write(number),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>A number, as precise as Excel shows it.</summary>
    public static string Write(double number) => number.ToString("G15", CultureInfo.InvariantCulture);

    /// <summary>A share of one as percents.</summary>
    public static string WritePercent(double share) => Write(Math.Round(share * 100, 10)) + "%";

    private static string Write(DateTime time)
    {
        time = new DateTime((time.Ticks + TimeSpan.TicksPerSecond / 2) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond); // days are binary fractions
        var ofDay = time.TimeOfDay == TimeSpan.Zero ? "" : time.Second == 0 ? "HH:mm" : "HH:mm:ss";
        var format = time.Year < FirstYear ? (ofDay.Length > 0 ? ofDay : "HH:mm") : $"yyyy-MM-dd {ofDay}".TrimEnd();
        return time.ToString(format, CultureInfo.InvariantCulture);
    }
}
