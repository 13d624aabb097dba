using DocumentFormat.OpenXml.Drawing.Charts;

namespace Rag.Tests.Files.Documents.Office;

/// <summary>Makes a chart of two series over two years, of which one value is missing.</summary>
internal static class ChartFixture
{
    public static ChartSpace Create() => new($"""
        <c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
        <c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Ships by </a:t></a:r><a:r><a:t>year</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart>
        {Series("Arrived", "<c:pt idx=\"0\"><c:v>12</c:v></c:pt><c:pt idx=\"1\"><c:v>14</c:v></c:pt>")}
        {Series("Left", "<c:pt idx=\"0\"><c:v>0.30000000000000004</c:v></c:pt>")}
        </c:barChart></c:plotArea></c:chart></c:chartSpace>
        """);

    private static string Series(string name, string values) => $"""
        <c:ser><c:tx><c:strRef><c:f>A1</c:f><c:strCache><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>
        <c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>1911</c:v></c:pt><c:pt idx="1"><c:v>1912</c:v></c:pt></c:strCache></c:strRef></c:cat>
        <c:val><c:numRef><c:numCache>{values}</c:numCache></c:numRef></c:val></c:ser>
        """;
}
