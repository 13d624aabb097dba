using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Rag.Benchmarks.Encoders;

/// <summary>
/// A post-LN BERT encoder with random weights on ONNX Runtime. Opset 14, layer normalization and GELU spelled out as exporters do,
/// so that the runtime's own fusions apply. Field numbers are those of onnx.proto3.
/// </summary>
internal sealed class OnnxEncoder : IDisposable
{
    private const int Float = 1, Int64 = 7;

    private readonly OnnxMessage _graph = new();
    private readonly List<OnnxMessage> _weights = [];
    private readonly Random _random = new(1);
    private readonly InferenceSession _session;
    private readonly int _width;
    private int _names;

    public OnnxEncoder(int layers, int width, int heads, int inner, int threads)
    {
        _width = width;
        var x = "x";
        for (var layer = 0; layer < layers; layer++)
        {
            x = Norm(Node("Add", [x, Attention(x, heads)]));
            x = Norm(Node("Add", [x, Linear(Gelu(Linear(x, width, inner)), inner, width)]));
        }
        _graph.Text(2, "encoder");
        foreach (var weight in _weights) _graph.Message(5, weight);
        _graph.Message(11, Value("x")).Message(12, Value(x));
        var model = new OnnxMessage().Number(1, 8).Message(7, _graph).Message(8, new OnnxMessage().Text(1, "").Number(2, 14));
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        _session = new InferenceSession(model.ToArray(), options);
    }

    /// <summary>An input of the size, to be given to <see cref="Run"/>.</summary>
    public OrtValue Input(int batch, int tokens) => OrtValue.CreateTensorValueFromMemory(
        [.. Enumerable.Range(0, batch * tokens * _width).Select(_ => _random.NextSingle() - 0.5f)], [batch, tokens, _width]);

    public void Run(OrtValue input)
    {
        using var options = new RunOptions();
        using var outputs = _session.Run(options, ["x"], [input], _session.OutputNames);
    }

    public void Dispose() => _session.Dispose();

    private string Attention(string x, int heads)
    {
        var q = Node("Transpose", [Split(Linear(x, _width, _width), heads)], Integers("perm", 0, 2, 1, 3));
        var k = Node("Transpose", [Split(Linear(x, _width, _width), heads)], Integers("perm", 0, 2, 3, 1));
        var v = Node("Transpose", [Split(Linear(x, _width, _width), heads)], Integers("perm", 0, 2, 1, 3));
        var scores = Node("Div", [Node("MatMul", [q, k]), Floats([], (float)Math.Sqrt(_width / heads))]);
        var mixed = Node("MatMul", [Node("Softmax", [scores], Integer("axis", -1)), v]);
        return Linear(Node("Reshape", [Node("Transpose", [mixed], Integers("perm", 0, 2, 1, 3)), Shape(0, 0, _width)]), _width, _width);
    }

    private string Split(string x, int heads) => Node("Reshape", [x, Shape(0, 0, heads, _width / heads)]);

    private string Norm(string x)
    {
        var difference = Node("Sub", [x, Node("ReduceMean", [x], Integers("axes", -1))]);
        var variance = Node("ReduceMean", [Node("Pow", [difference, Floats([], 2)])], Integers("axes", -1));
        var deviation = Node("Sqrt", [Node("Add", [variance, Floats([], 1e-12f)])]);
        return Node("Add", [Node("Mul", [Node("Div", [difference, deviation]), Floats([_width], 1)]), Floats([_width], 0)]);
    }

    private string Gelu(string x)
    {
        var erf = Node("Erf", [Node("Div", [x, Floats([], MathF.Sqrt(2))])]);
        return Node("Mul", [Node("Mul", [x, Node("Add", [erf, Floats([], 1)])]), Floats([], 0.5f)]);
    }

    private string Linear(string x, int from, int to) => Node("Add", [Node("MatMul", [x, Floats([from, to], null)]), Floats([to], null)]);

    /// <param name="value">Null draws small numbers.</param>
    private string Floats(long[] shape, float? value)
    {
        var numbers = new float[shape.Aggregate(1L, (all, one) => all * one)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = value ?? ((_random.NextSingle() - 0.5f) * 0.1f);
        return Weight(Float, shape, MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    private string Shape(params long[] sizes) => Weight(Int64, [sizes.Length], MemoryMarshal.AsBytes(sizes.AsSpan()));

    private string Weight(int type, long[] shape, ReadOnlySpan<byte> bytes)
    {
        var (name, tensor) = ($"w{_weights.Count}", new OnnxMessage());
        foreach (var size in shape) tensor.Number(1, size);
        _weights.Add(tensor.Number(2, type).Text(8, name).Bytes(9, bytes));
        return name;
    }

    private string Node(string operation, string[] inputs, OnnxMessage? attribute = null)
    {
        var (node, output) = (new OnnxMessage(), $"t{_names++}");
        foreach (var input in inputs) node.Text(1, input);
        node.Text(2, output).Text(4, operation);
        if (attribute is not null) node.Message(5, attribute);
        _graph.Message(1, node);
        return output;
    }

    private static OnnxMessage Integer(string name, long value) => new OnnxMessage().Text(1, name).Number(3, value).Number(20, 2);

    private static OnnxMessage Integers(string name, params long[] values)
    {
        var attribute = new OnnxMessage().Text(1, name);
        foreach (var value in values) attribute.Number(8, value);
        return attribute.Number(20, 7);
    }

    private OnnxMessage Value(string name)
    {
        var shape = new OnnxMessage()
            .Message(1, new OnnxMessage().Text(2, "batch")).Message(1, new OnnxMessage().Text(2, "tokens")).Message(1, new OnnxMessage().Number(1, _width));
        return new OnnxMessage().Text(1, name).Message(2, new OnnxMessage().Message(1, new OnnxMessage().Number(1, Float).Message(2, shape)));
    }
}
