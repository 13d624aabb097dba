using Rag.Torch.Checkpointing;

namespace Rag.Tests.Torch.Autograd;

public sealed class AutogradTests
{
    [Fact]
    public void Gradients_of_two_backward_passes_add_up()
    {
        var x = torch.ones([3], requires_grad: true);

        (x * 2).sum().backward();
        (x * 3).sum().backward();

        Assert.Equal([5, 5, 5], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_tensor_that_is_used_twice_gets_both_shares()
    {
        var x = torch.tensor(3f, requires_grad: true);
        var y = x * x;

        (y * y + y).backward();

        Assert.Equal(4 * 27 + 6, x.grad!.ToSingle());
    }

    [Fact]
    public void A_freed_graph_says_so_and_a_retained_one_serves_twice()
    {
        var x = torch.ones([2], requires_grad: true);
        var y = x.exp().sum();

        y.backward(retain_graph: true);
        y.backward();

        Assert.Contains("second time", Assert.Throws<InvalidOperationException>(() => y.backward()).Message, StringComparison.Ordinal);
        Assert.Equal(2 * MathF.E, x.grad![0].ToSingle(), 1e-5);
    }

    [Fact]
    public void Writing_to_a_leaf_or_to_a_saved_tensor_is_an_error()
    {
        var x = torch.ones([2], requires_grad: true);
        Assert.Contains("leaf", Assert.Throws<InvalidOperationException>(() => x.add_(1)).Message, StringComparison.Ordinal);

        var y = x * 2;
        var z = y.exp() * y;
        y.add_(1);
        Assert.Contains("in-place", Assert.Throws<InvalidOperationException>(() => z.sum().backward()).Message, StringComparison.Ordinal);

        Assert.Contains("view", Assert.Throws<InvalidOperationException>(() => (x * 2).view(2, 1).zero_()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_in_place_has_a_gradient()
    {
        var x = torch.tensor([1f, 2f], requires_grad: true);
        var y = x * 3;
        y.mul_(x);
        y.add_(x);

        y.sum().backward();

        Assert.Equal([7, 13], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Nothing_is_recorded_without_grad_or_behind_detach()
    {
        var x = torch.ones([2], requires_grad: true);

        using (torch.no_grad()) Assert.False((x * 2).requires_grad);
        using (torch.inference_mode()) Assert.False((x * 2).requires_grad);
        Assert.False((x.detach() * 2).requires_grad);
        Assert.True((x * 2).requires_grad);
        Assert.Throws<InvalidOperationException>(() => x.detach().sum().backward());
        Assert.Throws<InvalidOperationException>(() => (x * 2).backward());
    }

    [Fact]
    public void Grad_returns_gradients_and_leaves_the_leaves_alone()
    {
        var (x, y) = (torch.ones([2], requires_grad: true), torch.ones([2], requires_grad: true));
        var middle = x * 3;

        var gradients = torch.autograd.grad([(middle * y).sum()], [x, middle]);

        Assert.Equal([3, 3], gradients[0]!.data<float>().ToArray());
        Assert.Equal([1, 1], gradients[1]!.data<float>().ToArray());
        Assert.Null(x.grad);
        Assert.Throws<InvalidOperationException>(() => torch.autograd.grad([(x * 2).sum()], [y]));
    }

    [Fact]
    public void A_tensor_within_the_graph_keeps_its_gradient_if_asked()
    {
        var x = torch.ones([2], requires_grad: true);
        var y = x * 2;
        y.retain_grad();

        (y * y).sum().backward();

        Assert.Equal([4, 4], y.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_graph_of_thousands_of_operations_runs_backward()
    {
        using var scope = NewDisposeScope();
        var x = torch.ones([1], requires_grad: true);
        var y = x;
        for (var i = 0; i < 20_000; i++) y = y + x;

        y.sum().backward();

        Assert.Equal(20_001, x.grad!.item<float>());
    }

    [Fact]
    public void Custom_functions_take_part()
    {
        var (x, y) = (torch.tensor([1f, 2f], requires_grad: true), torch.tensor([3f, 4f], requires_grad: true));

        Halves.apply(x, 0.5, y)[0].mul(Cube.apply(x)).sum().backward();

        // (x + y) / 2 * x^3 = (x^4 + y x^3) / 2
        Near.Assert(torch.tensor([2 + 4.5f, 16 + 24f]), x.grad!, "x");
        Assert.Equal([0.5f, 4], y.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_checkpointed_part_has_the_same_gradients_and_keeps_less()
    {
        torch.manual_seed(3);
        var layer = Sequential(Linear(64, 256), ReLU(), Dropout(0.5), Linear(256, 64));
        var x = torch.randn([32, 64], requires_grad: true);
        var state = torch.random.get_rng_state();

        layer.call(x).square().sum().backward();
        var (expected, weight) = (x.grad!, layer.parameters().First().grad!);
        x.grad = null;
        layer.zero_grad();
        torch.random.set_rng_state(state);
        Checkpoint.Run(inputs => layer.call(inputs[0]), x).square().sum().backward();

        Near.Assert(expected, x.grad!, "input");
        Near.Assert(weight, layer.parameters().First().grad!, "weight");
    }

    private sealed class Cube : torch.autograd.SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            return x * x * x;
        }

        public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output) =>
            [grad_output * ctx.get_saved_variables()[0].square() * 3];
    }

    private sealed class Halves : torch.autograd.MultiTensorFunction<Halves>
    {
        public override string Name => nameof(Halves);

        public override List<Tensor> forward(torch.autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("factor", vars[1]);
            var sum = (Tensor)vars[0] + (Tensor)vars[2];
            return [sum * (double)vars[1], sum * 7];
        }

        public override List<Tensor> backward(torch.autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var gradient = grad_outputs[0] * (double)ctx.get_data("factor")! + grad_outputs[1] * 7;
            return [gradient, null!, gradient];
        }
    }
}
