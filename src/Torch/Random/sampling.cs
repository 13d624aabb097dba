namespace Rag.Torch;

public static partial class torch
{
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator);

    /// <summary>Uniform integers in [low, high), int64 unless another type is asked for.</summary>
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        if (high <= low) throw new ArgumentException($"There are no integers in [{low}, {high}).", nameof(high));
        var source = generator ?? Generator.Default;
        var values = new long[Shape.Count(size)];
        for (long i = 0; i < values.Length; i++) values[i] = low + source.NextLong(high - low);
        return New.From(values, size, dtype).Requiring(requires_grad);
    }

    /// <summary>The integers below n in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        var source = generator ?? Generator.Default;
        var values = new long[n];
        for (long i = 0; i < n; i++)
        {
            var j = source.NextLong(i + 1);
            values[i] = values[j];
            values[j] = i;
        }
        return New.From(values, [n], dtype);
    }

    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        New.Empty(size, dtype ?? ScalarType.Float32).normal_(mean, std, generator).Requiring(requires_grad);

    /// <summary>One with the probability each element gives, else zero.</summary>
    public static Tensor bernoulli(Tensor input, Generator? generator = null)
    {
        using var draws = New.Empty(input.Sizes, ScalarType.Float32).uniform_(0, 1, generator);
        return draws.lt(input.detach()).to_type(input.dtype);
    }

    /// <summary>Indices drawn from each row of weights.</summary>
    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null)
    {
        var source = generator ?? Generator.Default;
        var columns = input.Sizes[^1];
        var weights = input.detach().to_type(ScalarType.Float64).data<double>().ToArray();
        var rows = columns == 0 ? 0 : weights.Length / columns;
        var picks = new List<long>();
        for (long row = 0; row < rows; row++)
        {
            var part = weights.AsSpan((int)(row * columns), (int)columns);
            for (long s = 0; s < num_samples; s++)
            {
                double total = 0;
                foreach (var weight in part) total += weight;
                if (!(total > 0)) throw new ArgumentException($"Row {row} of the weights, of shape {Shape.Text(input.Sizes)}, has too few above zero to draw {num_samples} from.", nameof(input));
                var at = source.NextDouble() * total;
                var pick = 0;
                while (pick < columns - 1 && (at -= part[pick]) >= 0) pick++;
                while (part[pick] == 0) pick--;
                picks.Add(pick);
                if (!replacement) part[pick] = 0;
            }
        }
        return New.From([.. picks], [.. input.Sizes[..^1], num_samples], null);
    }
}

/// <summary>Random numbers written over a tensor.</summary>
public static class SamplingTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor uniform_(double from, double to, torch.Generator? generator = null) =>
            Sampling.Fill(input, generator, (source, numbers) =>
            {
                source.NextDoubles(numbers);
                foreach (ref var number in numbers) number = from + (to - from) * number;
            });

        /// <summary>Normal numbers by Box and Muller's method.</summary>
        public torch.Tensor normal_(double mean = 0.0, double std = 1.0, torch.Generator? generator = null) =>
            Sampling.Fill(input, generator, (source, numbers) =>
            {
                source.NextDoubles(numbers);
                for (var i = 0; i < numbers.Length; i += 2)
                {
                    var hasSecond = i + 1 < numbers.Length;
                    var radius = Math.Sqrt(-2 * Math.Log(1 - numbers[i]));
                    var (sine, cosine) = Math.SinCos(2 * Math.PI * (hasSecond ? numbers[i + 1] : source.NextDouble()));
                    numbers[i] = mean + std * radius * cosine;
                    if (hasSecond) numbers[i + 1] = mean + std * radius * sine;
                }
            });

        public torch.Tensor bernoulli_(double p = 0.5, torch.Generator? generator = null) =>
            Sampling.Fill(input, generator, (source, numbers) =>
            {
                source.NextDoubles(numbers);
                foreach (ref var number in numbers) number = number < p ? 1 : 0;
            });

        public torch.Tensor bernoulli(torch.Generator? generator = null) => torch.bernoulli(input, generator);

        public torch.Tensor multinomial(long num_samples, bool replacement = false, torch.Generator? generator = null) =>
            torch.multinomial(input, num_samples, replacement, generator);
    }
}

internal static unsafe class Sampling
{
    private const int Block = 1024; // even: normal numbers come in pairs

    /// <param name="draw">Fills some of the numbers, called in their order.</param>
    public static torch.Tensor Fill(torch.Tensor target, torch.Generator? generator, Action<torch.Generator, Span<double>> draw)
    {
        Tape.CheckInPlace(target);
        var source = generator ?? torch.Generator.Default;
        using var values = New.Empty(target.Sizes, torch.ScalarType.Float32);
        var data = (float*)values.Data;
        Span<double> numbers = stackalloc double[Block];
        for (long first = 0; first < values.Count; first += Block)
        {
            var part = numbers[..(int)Math.Min(Block, values.Count - first)];
            draw(source, part);
            for (var i = 0; i < part.Length; i++) data[first + i] = (float)part[i];
        }
        Conversion.Copy(values, target);
        target.Storage.BumpVersion();
        return target;
    }
}
