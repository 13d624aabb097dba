namespace Rag.Attention.Kernels;

/// <summary>
/// Gaussian vectors made orthogonal in groups, with their lengths drawn apart: each is still distributed as before, and
/// together they estimate with less variance (Choromanski et al. 2021).
/// </summary>
internal static class OrthogonalDirections
{
    /// <summary>(count, width).</summary>
    public static Tensor Draw(int count, int width, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator(seed);
        var groups = (count + width - 1) / width;
        var (q, r) = torch.linalg.qr(torch.randn([groups, width, width], generator: generator)); // (groups, width, width)
        // Columns of Q point everywhere alike once the diagonal of R is positive (Mezzadri 2007).
        var signs = r.diagonal(0, 1, 2).sign().unsqueeze(1); // (groups, 1, width)
        var directions = (q * signs).mT.reshape(-1, width).narrow(0, 0, count);
        var lengths = torch.randn([count, width], generator: generator).norm(1, keepdim: true); // (count, 1)
        return (directions * lengths).MoveToOuterDisposeScope();
    }
}
