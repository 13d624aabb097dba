namespace Rag.Torch;

/// <summary>Makes tensors outside the graph.</summary>
internal static unsafe class New
{
    public static torch.Tensor Empty(ReadOnlySpan<long> sizes, torch.ScalarType type) => Empty(sizes.ToArray(), type);

    /// <summary>Keeps the array; shapes are never written to.</summary>
    public static torch.Tensor Empty(long[] sizes, torch.ScalarType type) =>
        new(Storage.Rent(Shape.Bytes(sizes, type)), sizes, Shape.Strides(sizes), 0, type);

    /// <summary>Without gaps, its dimensions in memory in the order in which <paramref name="strides"/> have them.</summary>
    public static torch.Tensor EmptyInOrder(long[] sizes, long[] strides, torch.ScalarType type)
    {
        var own = new long[sizes.Length];
        long step = 1;
        foreach (var d in Shape.MemoryOrder(strides).Reverse())
        {
            own[d] = step;
            step *= Math.Max(1, sizes[d]);
        }
        return new(Storage.Rent(Shape.Bytes(sizes, type)), sizes, own, 0, type);
    }

    public static torch.Tensor Zeros(ReadOnlySpan<long> sizes, torch.ScalarType type)
    {
        var result = Empty(sizes, type);
        Clear(result);
        return result;
    }

    public static torch.Tensor Full(ReadOnlySpan<long> sizes, Scalar value, torch.ScalarType type)
    {
        var result = Empty(sizes, type);
        Fill(result, value);
        return result;
    }

    public static torch.Tensor From<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> sizes, torch.ScalarType? type) where T : unmanaged
    {
        var count = Shape.Count(sizes);
        if (count != values.Length)
            throw new ArgumentException($"{values.Length} values do not fill a tensor of shape {Shape.Text(sizes)}, which has {count}.", nameof(sizes));
        var result = Empty(sizes, ElementTypes.Of<T>());
        values.CopyTo(new Span<T>(result.Data, values.Length));
        if (type is not { } other || other == result.dtype) return result;
        using (result) return Conversion.To(result, other);
    }

    public static torch.Tensor From<T>(T[] values, ReadOnlySpan<long> sizes, torch.ScalarType? type) where T : unmanaged =>
        From((ReadOnlySpan<T>)values, sizes, type);

    /// <summary>Zeros for a tensor without gaps.</summary>
    public static void Clear(torch.Tensor dense)
    {
        var bytes = dense.Count * dense.dtype.Size();
        for (long at = 0; at < bytes; at += int.MaxValue) new Span<byte>(dense.Data + at, (int)Math.Min(int.MaxValue, bytes - at)).Clear();
    }

    /// <summary>Sets every element, whatever the layout.</summary>
    public static void Fill(torch.Tensor target, Scalar value)
    {
        if (value.AsDouble == 0 && target.IsDense)
        {
            Clear(target);
            return;
        }
        using var one = Of(value, target.dtype);
        Conversion.Copy(one, target);
    }

    /// <summary>A tensor without dimensions.</summary>
    public static torch.Tensor Of(Scalar value, torch.ScalarType type)
    {
        var result = Empty([], type);
        switch (type)
        {
            case torch.ScalarType.Float32: *(float*)result.Data = (float)value.AsDouble; break;
            case torch.ScalarType.Float64: *(double*)result.Data = value.AsDouble; break;
            case torch.ScalarType.Float16: *(Half*)result.Data = (Half)value.AsDouble; break;
            case torch.ScalarType.BFloat16: *(BFloat16*)result.Data = (BFloat16)(float)value.AsDouble; break;
            case torch.ScalarType.Int64: *(long*)result.Data = value.AsLong; break;
            case torch.ScalarType.Int32: *(int*)result.Data = (int)value.AsLong; break;
            case torch.ScalarType.Int16: *(short*)result.Data = (short)value.AsLong; break;
            case torch.ScalarType.Bool: *(bool*)result.Data = value.AsDouble != 0; break;
            default: *result.Data = (byte)value.AsLong; break;
        }
        return result;
    }

    public static torch.ScalarType DefaultType(Scalar value) => value.Type switch
    {
        torch.ScalarType.Bool => torch.ScalarType.Bool,
        _ when value.IsFloat => torch.ScalarType.Float32,
        _ => torch.ScalarType.Int64,
    };

    /// <summary>The tensor, as a leaf that requires a gradient if asked.</summary>
    public static torch.Tensor Requiring(this torch.Tensor tensor, bool requiresGrad)
    {
        if (requiresGrad) tensor.requires_grad = true;
        return tensor;
    }

    /// <summary>A number as a tensor without dimensions.</summary>
    public static torch.Tensor ToTensor(this Scalar value) => Of(value, value.Type);
}
