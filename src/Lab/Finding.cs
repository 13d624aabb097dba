using Rag.Lab.Figures;

namespace Rag.Lab;

/// <summary>What an experiment found.</summary>
/// <param name="Measurements">What was measured beside what the claim predicts.</param>
/// <param name="Figures">Pictures for the report.</param>
public sealed record Finding(IReadOnlyList<Measurement> Measurements, IReadOnlyList<Figure> Figures)
{
    /// <summary>True when every measurement lies where the claim predicts.</summary>
    public bool Held => Measurements.All(measurement => measurement.Held);
}

/// <summary>One number beside the range that the claim predicts for it; the range never comes from the code that is measured.</summary>
/// <param name="What">What was measured, with its unit.</param>
/// <param name="Predicted">The prediction in words: "1.4517 to four places", "below 0.01".</param>
public sealed record Measurement(string What, double Measured, string Predicted, bool Held)
{
    /// <summary>Predicted to be <paramref name="expected"/>, give or take <paramref name="tolerance"/>.</summary>
    public static Measurement Near(string what, double measured, double expected, double tolerance) =>
        new(what, measured, $"{expected:0.######} ± {tolerance:0.######}", Math.Abs(measured - expected) <= tolerance);

    /// <summary>Predicted to be <paramref name="bound"/> or more.</summary>
    public static Measurement AtLeast(string what, double measured, double bound) =>
        new(what, measured, $"at least {bound:0.######}", measured >= bound);

    /// <summary>Predicted to be <paramref name="bound"/> or less.</summary>
    public static Measurement AtMost(string what, double measured, double bound) =>
        new(what, measured, $"at most {bound:0.######}", measured <= bound);
}
