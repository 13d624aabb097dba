namespace Rag.Lab.Figures;

/// <summary>A picture in the report.</summary>
/// <param name="Caption">What it shows, in one sentence.</param>
public abstract record Figure(string Caption)
{
    /// <summary>The picture as an inline SVG element without outside references.</summary>
    public abstract string ToSvg();
}
