namespace Rag.Torch;

public static partial class torch
{
    /// <summary>
    /// A stream of random numbers: xoshiro256**, seeded by SplitMix64 (Blackman and Vigna). The numbers are not PyTorch's.
    /// </summary>
    public class Generator : IDisposable
    {
        private readonly ulong[] _state = new ulong[4];
        private long _seed;

        public Generator(ulong seed = 0, Device? device = null) => Seed((long)seed);

        /// <summary>What operations draw from when they are given no generator; seeded with 0 until told otherwise.</summary>
        public static Generator Default { get; } = new();

        public Generator manual_seed(long seed)
        {
            Seed(seed);
            return this;
        }

        /// <summary>The state, to go on from later with <see cref="set_state"/>.</summary>
        public Tensor get_state()
        {
            lock (_state) return New.From(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_state.AsSpan()).ToArray(), [32], null);
        }

        public void set_state(Tensor value)
        {
            if (value.dtype != ScalarType.Byte || value.Count != 32) throw new ArgumentException($"A {value.dtype} tensor of shape {Shape.Text(value.Sizes)} is no generator's state.", nameof(value));
            lock (_state) value.bytes.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_state.AsSpan()));
        }

        public long initial_seed() => _seed;

        public void Dispose()
        {
        }

        /// <summary>Uniform in [0, 1), with 53 random bits each.</summary>
        internal void NextDoubles(Span<double> numbers)
        {
            lock (_state)
            {
                var state = State;
                foreach (ref var number in numbers) number = ToDouble(Next(ref state));
                State = state;
            }
        }

        /// <summary>Uniform in [0, 1), with 53 random bits.</summary>
        internal double NextDouble() => ToDouble(NextBits());

        /// <summary>Uniform in [0, limit), without bias.</summary>
        internal long NextLong(long limit)
        {
            var high = Math.BigMul(NextBits(), (ulong)limit, out var low);
            while (low < (ulong)limit && low < (0 - (ulong)limit) % (ulong)limit) high = Math.BigMul(NextBits(), (ulong)limit, out low);
            return (long)high;
        }

        /// <summary>64 random bits.</summary>
        internal ulong NextBits()
        {
            lock (_state)
            {
                var state = State;
                var bits = Next(ref state);
                State = state;
                return bits;
            }
        }

        // The words side by side: while numbers are drawn they stay in registers.
        private (ulong A, ulong B, ulong C, ulong D) State
        {
            get => (_state[0], _state[1], _state[2], _state[3]);
            set => (_state[0], _state[1], _state[2], _state[3]) = value;
        }

        private static ulong Next(ref (ulong A, ulong B, ulong C, ulong D) state)
        {
            var bits = ulong.RotateLeft(state.B * 5, 7) * 9;
            var t = state.B << 17;
            state.C ^= state.A;
            state.D ^= state.B;
            state.B ^= state.C;
            state.A ^= state.D;
            state.C ^= t;
            state.D = ulong.RotateLeft(state.D, 45);
            return bits;
        }

        private static double ToDouble(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

        private void Seed(long seed)
        {
            lock (_state)
            {
                _seed = seed;
                var x = (ulong)seed;
                for (var i = 0; i < 4; i++)
                {
                    x += 0x9E3779B97F4A7C15;
                    var z = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
                    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                    _state[i] = z ^ (z >> 31);
                }
            }
        }
    }

    /// <summary>Seeds the default generator.</summary>
    public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);

    public static class random
    {
        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

        public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);
    }
}
