using System.Globalization;

namespace Rag.Files.Documents.Sheets;

/// <summary>Writes the values of cells: numbers as precise as Excel shows them, dates as ISO 8601 has them.</summary>
internal static class CellText
{
    private const int FirstYear = 1900; // before it lies what is a time of day only

    public static string Of(double number, CellFormat format = CellFormat.Number)
    {
        try
        {
            return format switch
            {
                CellFormat.Percent => Write(Math.Round(number * 100, 10)) + "%",
                CellFormat.Date => Of(DateTime.FromOADate(number)),
                CellFormat.Duration => Of(TimeSpan.FromDays(number)),
                _ => Write(number),
            };
        }
        catch (Exception e) when (e is ArgumentException or OverflowException) // no date that there is
        {
            return Write(number);
        }
    }

    public static string Of(bool truth) => truth ? "TRUE" : "FALSE";

    public static string Of(DateTime time)
    {
        time = new DateTime(time.Ticks + TimeSpan.TicksPerSecond / 2); // days are binary fractions
        time = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
        var ofDay = time.TimeOfDay == TimeSpan.Zero ? "" : time.Second == 0 ? "HH:mm" : "HH:mm:ss";
        var format = time.Year < FirstYear ? (ofDay.Length > 0 ? ofDay : "HH:mm") : $"yyyy-MM-dd {ofDay}".TrimEnd();
        return time.ToString(format, CultureInfo.InvariantCulture);
    }

    public static string Of(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Truncate(time.TotalHours):0}:{time:mm\\:ss}");

    private static string Write(double number) => number.ToString("G15", CultureInfo.InvariantCulture);
}
