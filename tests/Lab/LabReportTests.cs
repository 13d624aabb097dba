using System.Xml.Linq;
using Rag.Lab.Figures;

namespace Rag.Lab.Tests;

public sealed class LabReportTests
{
    [Fact]
    public void The_page_names_every_claim_with_its_verdict_and_refers_to_nothing_outside()
    {
        var experiment = new Stub();
        var html = LabReport.ToHtml([(experiment, experiment.Run())]);
        Assert.Contains("stub-claim", html);
        Assert.Contains("a &lt; b", html);
        Assert.Contains("0 of 1 claims held", html);
        Assert.Contains("failed", html);
        Assert.DoesNotContain("http", html);
        Assert.DoesNotContain("src=", html);
    }

    [Fact]
    public void Figures_are_well_formed_SVG_also_for_a_single_point_and_an_empty_chart()
    {
        Figure[] figures =
        [
            new Heatmap("map", new[,] { { 0f, 2f }, { 0.5f, -1f } }, ["<a>", "b"], ["c", "d"]),
            new LineChart("one", "x", "y", [new Series("s & t", [(1, 1)])]),
            new LineChart("none", "x", "y", []),
            new LineChart("log", "x", "y", [new Series("s", [(1, 10), (100, 1000)])], Logarithmic: true),
        ];
        Assert.All(figures, figure => Assert.Equal("svg", XElement.Parse(figure.ToSvg()).Name.LocalName));
    }

    [Theory]
    [InlineData(1.4517, true)]
    [InlineData(1.4518, false)]
    [InlineData(double.NaN, false)]
    public void A_measurement_holds_inside_its_prediction_only(double measured, bool held) =>
        Assert.Equal(held, Measurement.Near("x", measured, 1.4517, 0.00005).Held);

    private sealed class Stub : IExperiment
    {
        public string Name => "stub-claim";

        public string Claim => "a < b";

        public Finding Run(CancellationToken cancel = default) => new([Measurement.AtMost("a", 2, 1)], []);
    }
}
