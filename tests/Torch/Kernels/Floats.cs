using System.Runtime.InteropServices;

namespace Rag.Torch.Tests.Kernels;

/// <summary>Native floats, seeded, with guards on both sides that show a kernel writing past its end.</summary>
internal sealed unsafe class Floats : IDisposable
{
    private const int Guard = 32;
    private const float Sentinel = 12345.678f;

    private readonly float* _block;

    public Floats(int count, int seed = 1, float scale = 1)
    {
        Count = count;
        _block = (float*)NativeMemory.Alloc((nuint)(count + (2 * Guard)), sizeof(float));
        new Span<float>(_block, count + (2 * Guard)).Fill(Sentinel);
        var random = new Random(seed);
        for (int i = 0; i < count; i++) Pointer[i] = (((float)random.NextDouble() * 2) - 1) * scale;
    }

    public int Count { get; }

    public float* Pointer => _block + Guard;

    public Span<float> Span => new(Pointer, Count);

    public float this[int i]
    {
        get => Pointer[i];
        set => Pointer[i] = value;
    }

    public static implicit operator float*(Floats floats) => floats.Pointer;

    public static Floats Of(params ReadOnlySpan<float> values)
    {
        var floats = new Floats(values.Length);
        values.CopyTo(floats.Span);
        return floats;
    }

    public float[] ToArray() => Span.ToArray();

    public void Dispose()
    {
        bool whole = true;
        for (int i = 0; i < Guard; i++) whole &= _block[i] == Sentinel && Pointer[Count + i] == Sentinel;
        NativeMemory.Free(_block);
        Assert.True(whole, "A kernel wrote outside its destination.");
    }
}
