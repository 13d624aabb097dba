using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Rag.Encoders.Checkpoints;

namespace Rag.Tests.Encoders.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    private string FilePath => System.IO.Path.Combine(_folder, "model.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_written_is_read_again_whatever_its_type()
    {
        var random = new Random(1);
        var tensors = Enum.GetValues<TensorType>().Select((type, i) =>
        {
            var bytes = new byte[6 * type.Size()];
            random.NextBytes(bytes);
            return new TensorData($"layer.{i}.{type}", type, [2, 3], bytes);
        }).Append(new TensorData("empty", TensorType.F32, [0, 4], Array.Empty<byte>())).Append(new TensorData("number", TensorType.I64, [], BitConverter.GetBytes(7L))).ToArray();

        SafetensorsWriter.Write(FilePath, tensors, new Dictionary<string, string> { ["format"] = "pt" });

        using var file = SafetensorsFile.Open(FilePath);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(tensors.Length, file.Tensors.Count);
        foreach (var tensor in tensors)
        {
            var entry = file.Entry(tensor.Name);
            Assert.Equal((tensor.Type, tensor.Bytes.Length), (entry.Type, (int)entry.Length));
            Assert.Equal(tensor.Shape, entry.Shape);
            Assert.Equal(tensor.Bytes.ToArray(), file.Bytes(tensor.Name).ToArray());
        }
        Assert.Equal(7, file.Read<long>("number", TensorType.I64)[0]);
    }

    [Fact]
    public void A_file_is_opened_through_a_link()
    {
        SafetensorsWriter.Write(FilePath, [new TensorData("x", TensorType.F32, [64], new byte[256])]);
        var link = System.IO.Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, FilePath);
        using var file = SafetensorsFile.Open(link);
        Assert.Equal(64, file.ReadFloats("x").Length);
    }

    [Theory]
    [InlineData(TensorType.F32, 0)]
    [InlineData(TensorType.F64, 0)]
    [InlineData(TensorType.F16, 1e-3)]
    [InlineData(TensorType.BF16, 8e-3)]
    public void Floating_point_types_convert_to_float32(TensorType type, double tolerance)
    {
        float[] values = [0, -1, 1.5f, 3.14159f, -65000, 1e-3f, float.PositiveInfinity];
        SafetensorsWriter.Write(FilePath, [new TensorData("x", type, [values.Length], FloatConversion.FromFloats(values, type))]);

        using var file = SafetensorsFile.Open(FilePath);
        var read = file.ReadFloats("x");

        for (var i = 0; i < values.Length; i++) Assert.True(values[i].Equals(read[i]) || Math.Abs(values[i] - read[i]) <= tolerance * Math.Abs(values[i]), $"{values[i]} became {read[i]}");
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "appears twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[3],"data_offsets":[4,16]}}""", "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[5],"data_offsets":[0,20]}}""", "outside the 16 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "outside")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}}""", "wants 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F31","shape":[4],"data_offsets":[0,16]}}""", "unknown dtype")]
    [InlineData("""{"a":{"dtype":"7","shape":[4],"data_offsets":[0,16]}}""", "unknown dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}}""", "no count")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,16]}}""", "64-bit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4.5],"data_offsets":[0,16]}}""", "no count")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,16]}}""", "no dtype, shape")]
    [InlineData("""{"a":[1]}""", "no object")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}} x""", "JSON")]
    [InlineData("""[1]""", "no JSON object")]
    [InlineData("""{"a":""", "JSON")]
    [InlineData("", "JSON")]
    public void A_damaged_header_is_refused_with_the_reason(string header, string reason)
    {
        WriteRaw(header, new byte[16]);

        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(FilePath));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1000UL)]
    [InlineData(200_000_000UL)]
    public void A_header_larger_than_the_file_is_refused(ulong length)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(FilePath, bytes);

        Assert.Contains($"{length} bytes does not fit a file of 64", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(FilePath)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_file_without_room_for_a_header_is_refused(int length)
    {
        File.WriteAllBytes(FilePath, new byte[length]);

        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(FilePath));
    }

    [Fact]
    public void Asking_for_what_is_not_there_names_it()
    {
        SafetensorsWriter.Write(FilePath, [new TensorData("x", TensorType.I64, [1], new byte[8])]);
        using var file = SafetensorsFile.Open(FilePath);

        Assert.Contains("\"y\"", Assert.Throws<CheckpointException>(() => file.Bytes("y").Length).Message, StringComparison.Ordinal);
        Assert.Contains("x I64 [1]", Assert.Throws<CheckpointException>(() => file.Read<float>("x", TensorType.F32).Length).Message, StringComparison.Ordinal);
        Assert.Contains("no floating point", Assert.Throws<CheckpointException>(() => file.ReadFloats("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_file()
    {
        SafetensorsWriter.Write(FilePath, [new TensorData("x", TensorType.U8, [1], new byte[1])]);

        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(FilePath, [new TensorData("x", TensorType.F32, [2], new byte[1])]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(FilePath, [new TensorData("x", TensorType.U8, [1], new byte[1]), new TensorData("x", TensorType.U8, [1], new byte[1])]));

        using var file = SafetensorsFile.Open(FilePath);
        Assert.Equal(TensorType.U8, file.Entry("x").Type);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Random_damage_is_refused_or_harmless()
    {
        SafetensorsWriter.Write(FilePath, [new TensorData("a.weight", TensorType.F32, [3, 2], new byte[24]), new TensorData("b", TensorType.BF16, [5], new byte[10])]);
        var sound = File.ReadAllBytes(FilePath);
        var random = new Random(5);
        for (var trial = 0; trial < 3000; trial++)
        {
            var bytes = (byte[])sound.Clone();
            for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            File.WriteAllBytes(FilePath, bytes);
            try
            {
                using var file = SafetensorsFile.Open(FilePath);
                foreach (var name in file.Tensors.Keys) Assert.Equal(file.Entry(name).Length, file.Bytes(name).ToArray().Length);
            }
            catch (CheckpointException)
            {
            }
        }
    }

    [SharedFact("golden/torch/ops.safetensors")]
    public void A_file_that_PyTorch_wrote_opens()
    {
        using var file = SafetensorsFile.Open(Rag.Tests.SharedData.Path("golden/torch/ops.safetensors"));

        Assert.Equal(627, file.Tensors.Count);
        Assert.All(file.ReadFloats("softmax.out0").Chunk((int)file.Entry("softmax.out0").Shape[^1]), row => Assert.Equal(1, row.Sum(), 1e-5));
    }

    private void WriteRaw(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data.Length];
        MemoryMarshal.Write(bytes, (ulong)json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + json.Length);
        File.WriteAllBytes(FilePath, bytes);
    }
}
