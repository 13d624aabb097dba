namespace Rag.Attention.Recurrence;

/// <summary>
/// The scan where many numbers are computed at once and one after another is slow: after n rounds a state has seen 2^n steps
/// (Hillis and Steele, "Data parallel algorithms", 1986).
/// </summary>
internal static class DoublingScan
{
    /// <summary>c of f and z.</summary>
    public static Tensor Forward(Tensor forget, Tensor input) => EachWay(
        forget.shape[2], (channels, way) => Scan(channels(forget), channels((1 - forget) * input), way));

    /// <summary>Gradients by f and z, where g is that by c: the same scan the other way round.</summary>
    public static (Tensor Forget, Tensor Input) Backward(Tensor forget, Tensor input, Tensor states, Tensor gradient)
    {
        var d = EachWay(forget.shape[2], (channels, way) => Scan(Shifted(channels(forget), -way), channels(gradient), -way));
        var before = EachWay(forget.shape[2], (channels, way) => Shifted(channels(states), way));
        return (d * (before - input), d * (1 - forget));
    }

    /// <summary>s[t] = f[t] s[t - way] + b[t].</summary>
    private static Tensor Scan(Tensor forget, Tensor added, int way)
    {
        var (s, f, tokens) = (added.clone(), forget.clone(), forget.shape[1]);
        for (long reach = 1; reach < tokens; reach *= 2)
        {
            using var round = NewDisposeScope();
            var (later, earlier) = (way > 0 ? reach : 0, way > 0 ? 0 : reach);
            var (ofLater, ofEarlier) = (f.narrow(1, later, tokens - reach), f.narrow(1, earlier, tokens - reach));
            var seen = ofLater * s.narrow(1, earlier, tokens - reach); // before s is written to
            s.narrow(1, later, tokens - reach).add_(seen);
            if (reach * 2 < tokens) ofLater.copy_(ofLater * ofEarlier);
        }
        return s;
    }

    /// <summary>x[t - way], 0 outside.</summary>
    private static Tensor Shifted(Tensor x, int way)
    {
        var none = torch.zeros_like(x.narrow(1, 0, 1));
        return way > 0 ? torch.cat([none, x.narrow(1, 0, x.shape[1] - 1)], 1) : torch.cat([x.narrow(1, 1, x.shape[1] - 1), none], 1);
    }

    private static Tensor EachWay(long channels, Func<Func<Tensor, Tensor>, int, Tensor> scan) => torch.cat(
        [scan(x => x.narrow(2, 0, channels / 2), 1), scan(x => x.narrow(2, channels / 2, channels / 2), -1)], 2);
}
