using System.Runtime.InteropServices;

namespace Rag.Attention.Inference;

/// <summary>
/// What libtorch offers beyond TorchSharp, by the C interface that it keeps stable for compiled models (aoti_torch/c/shim.h). A
/// tensor's handle there is TorchSharp's.
/// </summary>
internal static unsafe partial class LibTorch
{
    private const string Library = "torch_cpu";

    /// <summary>Whether libtorch was built with oneDNN's layers: on x64, not for Apple's processors.</summary>
    public static bool HasOneDnn { get; } =
        NativeLibrary.TryLoad(Library, typeof(LibTorch).Assembly, null, out var library)
        && NativeLibrary.TryGetExport(library, nameof(aoti_torch_cpu__linear_pointwise), out _);

    /// <summary>Whether a tensor was made in inference mode, where writes are not counted.</summary>
    public static bool IsInference(Tensor tensor) => Call("aten::is_inference"u8, tensor, 1) != 0;

    /// <summary>How often a tensor was written to by libtorch.</summary>
    public static long Writes(Tensor tensor) => (long)Call("aten::_version"u8, tensor, 1);

    /// <summary>Weights (outputs, inputs) in oneDNN's order.</summary>
    public static Tensor Pack(Tensor weights) => Tensor.UnsafeCreateTensor((nint)Call("mkldnn::_reorder_linear_weight"u8, weights, 2));

    /// <summary>finish(x W^T + b) for <see cref="Pack"/>ed weights.</summary>
    public static Tensor Linear(Tensor x, Tensor packed, Tensor? bias, Finish finish)
    {
        var name = finish switch { Finish.Gelu or Finish.GeluTanh => "gelu\0"u8, Finish.Relu => "relu\0"u8, _ => "none\0"u8 };
        var how = finish == Finish.GeluTanh ? "tanh\0"u8 : "none\0"u8;
        nint offsets = bias?.Handle ?? 0, result;
        double* none = null;
        fixed (byte* attribute = name, algorithm = how)
        {
            var variant = algorithm;
            Check(aoti_torch_cpu__linear_pointwise(
                x.Handle, packed.Handle, bias is null ? null : &offsets, attribute, &none, 0, &variant, &result));
        }
        GC.KeepAlive((x, packed, bias));
        return Tensor.UnsafeCreateTensor(result);
    }

    /// <summary>x W^T + b + residual for <see cref="Pack"/>ed weights.</summary>
    public static Tensor LinearPlus(Tensor x, Tensor residual, Tensor packed, Tensor? bias)
    {
        nint offsets = bias?.Handle ?? 0, result;
        fixed (byte* attribute = "add\0"u8)
        {
            Check(aoti_torch_cpu__linear_pointwise_binary(
                x.Handle, residual.Handle, packed.Handle, bias is null ? null : &offsets, attribute, &result));
        }
        GC.KeepAlive((x, residual, packed, bias));
        return Tensor.UnsafeCreateTensor(result);
    }

    /// <summary>A tensor over memory that is the caller's and must outlive it.</summary>
    public static Tensor View(byte* data, ReadOnlySpan<long> sizes, ScalarType type)
    {
        Span<long> strides = stackalloc long[sizes.Length];
        for (var (i, step) = (sizes.Length - 1, 1L); i >= 0; step *= sizes[i--]) strides[i] = step;
        nint result;
        fixed (long* shape = sizes, steps = strides)
        {
            Check(aoti_torch_create_tensor_from_blob(data, sizes.Length, shape, steps, 0, (int)type, (int)DeviceType.CPU, 0, &result));
        }
        return Tensor.UnsafeCreateTensor(result);
    }

    /// <summary>An operator of one tensor and of arguments left at their default; the callee takes the handle it is given.</summary>
    private static ulong Call(ReadOnlySpan<byte> name, Tensor tensor, int arguments)
    {
        var stack = stackalloc ulong[arguments];
        nint handle;
        Check(aoti_torch_new_tensor_handle(tensor.Handle, &handle));
        stack[0] = (ulong)handle;
        for (var i = 1; i < arguments; i++) stack[i] = 0;
        fixed (byte* op = name, overload = "\0"u8) Check(aoti_torch_call_dispatcher(op, overload, stack));
        GC.KeepAlive(tensor);
        return stack[0];
    }

    private static void Check(int error)
    {
        if (error != 0) throw new InvalidOperationException("libtorch refused an operation; it has said why on stderr.");
    }

    [LibraryImport(Library)]
    private static partial int aoti_torch_new_tensor_handle(nint tensor, nint* copy);

    [LibraryImport(Library)]
    private static partial int aoti_torch_create_tensor_from_blob(
        byte* data, long dimensions, long* sizes, long* strides, long offset, int type, int device, int index, nint* result);

    [LibraryImport(Library)]
    private static partial int aoti_torch_call_dispatcher(byte* name, byte* overload, ulong* stack);

    [LibraryImport(Library)]
    private static partial int aoti_torch_cpu__linear_pointwise(
        nint x, nint weights, nint* bias, byte* attribute, double** scalars, long count, byte** algorithm, nint* result);

    [LibraryImport(Library)]
    private static partial int aoti_torch_cpu__linear_pointwise_binary(
        nint x, nint other, nint weights, nint* bias, byte* attribute, nint* result);
}
