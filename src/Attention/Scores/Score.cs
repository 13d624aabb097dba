namespace Rag.Attention.Scores;

/// <summary>
/// How alike a query and a key are. Every score here is a dot product of prepared queries and keys, times a scale, plus at
/// most a term that depends on the key alone; so every score runs on every kernel.
/// </summary>
public abstract record Score
{
    private protected Score()
    {
    }

    /// <summary>q.k / sqrt(d) (Vaswani et al. 2017).</summary>
    public static Score ScaledDot { get; } = new ScaledDotScore();

    /// <summary>q.k, as T5 has it.</summary>
    public static Score Dot { get; } = new DotScore();

    /// <summary>cos(q, k); its temperature starts at 0.1 and is learned unless the options say otherwise (Henry et al. 2020).</summary>
    public static Score Cosine { get; } = new CosineScore();

    /// <summary>-|q - k|^2 / (2 bandwidth^2): attention as Nadaraya-Watson regression.</summary>
    public static Score Gaussian(double bandwidth = 1) => new GaussianScore(bandwidth);

    internal virtual string? Refusal => null;

    internal abstract double Scale(long headWidth);

    internal virtual Tensor Prepare(Tensor vectors) => vectors;

    /// <summary>(batch, heads, 1, keys), or null.</summary>
    internal virtual Tensor? KeyTerm(Tensor keys) => null;

    /// <summary>k min(1, limit / |k|), so that no loud key drowns the others.</summary>
    internal static Tensor Clip(Tensor keys, double limit) =>
        keys * (limit * keys.square().sum(-1, keepdim: true).clamp_min(limit * limit).rsqrt());
}

/// <summary>See <see cref="Score.ScaledDot"/>.</summary>
public sealed record ScaledDotScore : Score
{
    internal ScaledDotScore()
    {
    }

    internal override double Scale(long headWidth) => 1 / Math.Sqrt(headWidth);
}

/// <summary>See <see cref="Score.Dot"/>.</summary>
public sealed record DotScore : Score
{
    internal DotScore()
    {
    }

    internal override double Scale(long headWidth) => 1;
}

/// <summary>See <see cref="Score.Cosine"/>.</summary>
public sealed record CosineScore : Score
{
    private const double Tiny = 1e-24;

    internal CosineScore()
    {
    }

    internal override double Scale(long headWidth) => 1;

    internal override Tensor Prepare(Tensor vectors) =>
        vectors * vectors.square().sum(-1, keepdim: true).clamp_min(Tiny).rsqrt();
}

/// <summary>See <see cref="Score.Gaussian"/>.</summary>
/// <param name="Bandwidth">The kernel's standard deviation, in the units of the keys.</param>
public sealed record GaussianScore(double Bandwidth) : Score
{
    internal override string? Refusal =>
        Bandwidth > 0 && double.IsFinite(Bandwidth) ? null : $"A Gaussian kernel's bandwidth is positive, not {Bandwidth}.";

    internal override double Scale(long headWidth) => 1 / (Bandwidth * Bandwidth);

    // -|q - k|^2 / 2s^2 = q.k / s^2 - |k|^2 / 2s^2 - |q|^2 / 2s^2, and softmax does not see the last.
    internal override Tensor KeyTerm(Tensor keys) =>
        (keys.square().sum(-1) * (-0.5 / (Bandwidth * Bandwidth))).unsqueeze(-2);
}
