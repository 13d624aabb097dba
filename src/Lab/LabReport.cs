using System.Net;
using System.Text;

namespace Rag.Lab;

/// <summary>One page that shows every experiment: its claim, measured against predicted, and its figures. It needs no other file.</summary>
public static class LabReport
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:980px;margin:2em auto;padding:0 1em;color:#222}
        h2{margin:2em 0 .2em}table{border-collapse:collapse}td,th{padding:.2em .9em .2em 0;text-align:left;vertical-align:top}
        td.n{text-align:right;font-variant-numeric:tabular-nums}figure{display:inline-block;margin:1em 1em 0 0;vertical-align:top}
        figcaption{max-width:440px;color:#555;font-size:13px}.held{color:#1c7a3c}.failed{color:#b3261e}
        """;

    /// <summary>The page as HTML.</summary>
    public static string ToHtml(IReadOnlyList<(IExperiment Experiment, Finding Finding)> findings)
    {
        var page = new StringBuilder($"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Attention lab</title><style>{Style}</style></head><body>
            <h1>Attention lab</h1><p>{findings.Count(pair => pair.Finding.Held)} of {findings.Count} claims held.</p>
            """);
        foreach (var (experiment, finding) in findings)
        {
            page.Append($"""<h2 id="{Encode(experiment.Name)}">{Encode(experiment.Name)} {Verdict(finding.Held)}</h2><p>{Encode(experiment.Claim)}</p>""");
            page.Append("<table><tr><th>measured</th><th></th><th>predicted</th><th></th></tr>");
            foreach (var row in finding.Measurements)
                page.Append($"""<tr><td>{Encode(row.What)}</td><td class="n">{row.Measured:0.######}</td><td>{Encode(row.Predicted)}</td><td>{Verdict(row.Held)}</td></tr>""");
            page.Append("</table>");
            foreach (var figure in finding.Figures)
                page.Append($"<figure>{figure.ToSvg()}<figcaption>{Encode(figure.Caption)}</figcaption></figure>");
        }
        return page.Append("</body></html>\n").ToString();
    }

    private static string Verdict(bool held) => held ? """<span class="held">held</span>""" : """<span class="failed">failed</span>""";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
