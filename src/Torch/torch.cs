namespace Rag.Torch;

/// <summary>
/// The part of TorchSharp 0.106's API that the models here need, in managed code: names, argument order and meaning
/// are TorchSharp's, so that model code compiles against either.
/// </summary>
/// <remarks>
/// TorchSharp nests everything in one static class, which a program then imports with <c>using static</c>. So this
/// class, and <c>nn</c>, <c>functional</c>, <c>optim</c> and the like within it, are partial over many small files, one
/// a family of operations, and all lie in this one namespace whatever their folder: the API dictates it. A tensor's own
/// methods are extension members, each beside the function it calls.
/// </remarks>
public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional;

        public static partial class utils;
    }

    public static partial class optim;

    public static partial class autograd;

    public static partial class linalg;

    public static partial class fft;
}
