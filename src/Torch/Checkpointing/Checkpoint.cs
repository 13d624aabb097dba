namespace Rag.Torch.Checkpointing;

/// <summary>
/// Trades time for memory: keeps the inputs of a part of a model instead of all that it computes, and computes it again when
/// gradients are wanted (Chen et al. 2016). A custom function on the API that TorchSharp has too.
/// </summary>
public sealed class Checkpoint : torch.autograd.SingleTensorFunction<Checkpoint>
{
    private const string Function = nameof(Function);

    public override string Name => nameof(Checkpoint);

    /// <summary>
    /// function(inputs), whose inner tensors live only while it runs. At least one input must require a gradient; the
    /// parameters that <paramref name="function"/> uses gather theirs. Random numbers are the same both times.
    /// </summary>
    public static torch.Tensor Run(Func<torch.Tensor[], torch.Tensor> function, params torch.Tensor[] inputs) => apply([function, .. inputs]);

    public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var function = (Func<torch.Tensor[], torch.Tensor>)vars[0];
        torch.Tensor[] inputs = [.. vars.Skip(1).Cast<torch.Tensor>()];
        ctx.save_data(Function, function);
        ctx.save_for_backward([torch.random.get_rng_state(), .. inputs]);
        using var scope = torch.NewDisposeScope();
        return function(inputs).MoveToOuterDisposeScope();
    }

    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        torch.Tensor[] inputs = [.. saved.Skip(1).Select(tensor => tensor.detach().requires_grad_(tensor.is_floating_point()))];
        var after = torch.random.get_rng_state();
        torch.random.set_rng_state(saved[0]);
        using (torch.enable_grad()) ((Func<torch.Tensor[], torch.Tensor>)ctx.get_data(Function)!)(inputs).backward([grad_output]);
        torch.random.set_rng_state(after);
        return [null!, .. inputs.Select(input => input.grad!)];
    }
}
