namespace Rag.Torch;

public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}

public static partial class torch
{
    /// <summary>Where a tensor lies. There is only the CPU here.</summary>
    public class Device
    {
        public Device(string description) : this(Parse(description))
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            if (deviceType != DeviceType.CPU)
                throw new NotSupportedException($"There is no device {deviceType} here: tensors lie on the CPU. Build with -p:Packages=full for others.");
            type = deviceType;
            this.index = index;
        }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => "cpu";

        private static DeviceType Parse(string description) =>
            string.Equals(description, "cpu", StringComparison.OrdinalIgnoreCase) ? DeviceType.CPU : DeviceType.CUDA;
    }

    public static readonly Device CPU = new(DeviceType.CPU, -1);

    public static Device device(string description) => new(description);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static class cuda
    {
        public static bool is_available() => false;
    }

    public static bool cuda_is_available() => false;
}
