namespace Rag.Tests.Torch.Modules;

public sealed class ModuleTests
{
    [Fact]
    public void State_has_PyTorchs_names_in_order()
    {
        var model = new Residual(4);

        Assert.Equal(
            [
                "scale", "steps", "first.weight", "first.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked",
                "rest.0.weight", "rest.2.weight", "rest.2.bias", "list.0.weight", "list.1.weight",
            ],
            model.state_dict().Keys);
        Assert.Equal(["scale", "first.weight", "first.bias", "norm.weight", "norm.bias", "rest.0.weight", "rest.2.weight", "rest.2.bias", "list.0.weight", "list.1.weight"], model.named_parameters().Select(entry => entry.name));
        Assert.True(model.has_parameter("rest.0.weight"));
        Assert.Same(model.get_parameter("first.bias"), model.state_dict()["first.bias"]);
    }

    [Fact]
    public void State_moves_from_one_model_to_another()
    {
        var (from, to) = (new Residual(4), new Residual(4));
        var x = torch.randn(2, 4, 5, 5);

        to.load_state_dict(from.state_dict());
        from.eval();
        to.eval();

        Near.Assert(from.call(x), to.call(x), "output");
        var state = from.state_dict();
        state.Remove("scale");
        state["stranger"] = torch.zeros(1);
        var error = Assert.Throws<InvalidOperationException>(() => to.load_state_dict(state));
        Assert.Contains("missing [scale], unexpected [stranger]", error.Message, StringComparison.Ordinal);
        var (missing, unexpected) = to.load_state_dict(state, strict: false);
        Assert.Equal("scale", Assert.Single(missing));
        Assert.Equal("stranger", Assert.Single(unexpected));
    }

    [Fact]
    public void Dropout_and_batch_norm_know_when_they_train()
    {
        torch.manual_seed(5);
        var dropout = Dropout(0.25);
        var x = torch.ones(200, 100);

        var dropped = dropout.call(x);
        Assert.InRange(dropped.eq(0).sum().ToDouble() / 20_000, 0.23, 0.27);
        Assert.Equal(1, dropped.mean().ToDouble(), 0.03);
        dropout.eval();
        Assert.True(dropout.call(x).eq(1).all().item<bool>());

        var norm = BatchNorm1d(3);
        norm.call(torch.randn(64, 3) * 2 + 5);
        Assert.Equal(1, norm.num_batches_tracked!.item<long>());
        Assert.InRange(norm.running_mean![0].ToDouble(), 0.4, 0.6);
        norm.eval();
        norm.call(torch.randn(64, 3));
        Assert.Equal(1, norm.num_batches_tracked!.item<long>());
    }

    [Fact]
    public void Parameters_start_as_PyTorchs_do()
    {
        torch.manual_seed(1);
        var linear = Linear(400, 300);
        var conv = Conv2d(16, 32, 3);

        Assert.InRange(linear.weight.abs().max().ToDouble(), 0.0499, 0.05);
        Assert.Equal(0.05 / Math.Sqrt(3), linear.weight.std().ToDouble(), 3e-4);
        Assert.InRange(linear.bias!.abs().max().ToDouble(), 0.045, 0.05);
        Assert.InRange(conv.weight.abs().max().ToDouble(), 0.082, 1 / Math.Sqrt(144));
        Assert.Equal(1, Embedding(500, 64).weight.std().ToDouble(), 0.02);
        Assert.Equal(0, Embedding(5, 4, padding_idx: 2).weight[2].abs().sum().ToDouble());
        Assert.InRange(torch.nn.init.trunc_normal_(torch.empty(1000), std: 0.02, a: -0.04, b: 0.04).abs().max().ToDouble(), 0.03, 0.04);
        Assert.Equal(Math.Sqrt(6.0 / 700), torch.nn.init.xavier_uniform_(torch.empty(400, 300)).abs().max().ToDouble(), 1e-3);
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        torch.manual_seed(11);
        var (a, b) = (torch.randn(5), functional.dropout(torch.ones(100)));
        torch.manual_seed(11);

        Assert.Equal(Near.Numbers(a), Near.Numbers(torch.randn(5)));
        Assert.Equal(Near.Numbers(b), Near.Numbers(functional.dropout(torch.ones(100))));
        Assert.Equal(0, torch.randn(100_000).mean().ToDouble(), 0.02);
        Assert.Equal(1, torch.randn(100_000).std().ToDouble(), 0.02);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), torch.randperm(50).data<long>().ToArray().Order());
        Assert.InRange(torch.multinomial(torch.tensor([0f, 1f, 3f]), 1000, replacement: true).eq(2).sum().ToInt64(), 700, 800);
    }

    [Fact]
    public void Schedules_set_the_learning_rate()
    {
        var optimizer = torch.optim.SGD([torch.zeros(1).AsParameter()], 2.0);
        var warm = torch.optim.lr_scheduler.LambdaLR(optimizer, step => Math.Min(1, (step + 1) / 4.0));
        var rates = Enumerable.Range(0, 5).Select(_ => Step(optimizer, warm)).ToArray();
        Assert.Equal([0.5, 1, 1.5, 2, 2], rates);

        optimizer = torch.optim.SGD([torch.zeros(1).AsParameter()], 1.0);
        var cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 4, 0.2);
        Assert.Equal(0.6, Enumerable.Range(0, 3).Select(_ => Step(optimizer, cosine)).ToArray()[2], 1e-9);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_optimizer_goes_on_from_a_saved_state(bool adam)
    {
        Parameter[] weights = [torch.ones(3).AsParameter(), torch.ones(3).AsParameter()];
        OptimizerHelper Make(Parameter weight) => adam ? torch.optim.AdamW([weight], 0.1) : torch.optim.SGD([weight], 0.1, 0.9);
        void Move(Parameter weight, OptimizerHelper optimizer, float slope)
        {
            weight.grad = torch.tensor([slope, -slope, 2 * slope]);
            optimizer.step();
        }
        var (first, second) = (Make(weights[0]), Make(weights[1]));
        for (var i = 0; i < 3; i++) Move(weights[0], first, i + 1);
        using var file = new MemoryStream();
        first.save_state_dict(new BinaryWriter(file));
        file.Position = 0;

        second.load_state_dict(new BinaryReader(file));
        using (torch.no_grad()) weights[1].copy_(weights[0]);
        Move(weights[0], first, 5);
        Move(weights[1], second, 5);

        Assert.Equal(Near.Numbers(weights[0]), Near.Numbers(weights[1]));
        file.Position = 0;
        Assert.Throws<InvalidDataException>(() => Make(torch.ones(4).AsParameter()).load_state_dict(new BinaryReader(file)));
    }

    private static double Step(torch.optim.Optimizer optimizer, torch.optim.lr_scheduler.LRScheduler schedule)
    {
        var rate = optimizer.ParamGroups.First().LearningRate;
        optimizer.step();
        schedule.step();
        return rate;
    }

    /// <summary>A small residual net with every way to hold a part.</summary>
    private sealed class Residual : Module<Tensor, Tensor>
    {
        private readonly Parameter scale = torch.nn.Parameter(torch.ones(1));
        private readonly Tensor steps = torch.zeros(1);
        private readonly Conv2d first;
        private readonly BatchNorm2d norm;
        private readonly Sequential rest;
        private readonly ModuleList<Linear> list;

        public Residual(long channels) : base(nameof(Residual))
        {
            first = Conv2d(channels, channels, 3, padding: 1);
            norm = BatchNorm2d(channels);
            rest = Sequential(Conv2d(channels, channels, 3, padding: 1, bias: false), ReLU(), Conv2d(channels, channels, 1));
            list = ModuleList(Linear(channels, 3, hasBias: false), Linear(3, 2, hasBias: false));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = torch.NewDisposeScope();
            var x = input + rest.call(functional.relu(norm.call(first.call(input)))) * scale + steps;
            var pooled = functional.adaptive_avg_pool2d(x, 1).flatten(1);
            foreach (var layer in list) pooled = layer.call(pooled);
            return pooled.MoveToOuterDisposeScope();
        }
    }
}
