using System.Text.Json;

namespace Rag.Tests.Torch.Models;

public sealed class CharacterModelTests
{
    private const int Window = 128;

    [SharedFact("golden/torch/char-lm.json")]
    [Trait("Speed", "Slow")]
    public void A_character_model_learns_as_fast_as_PyTorchs()
    {
        var reference = JsonDocument.Parse(File.ReadAllBytes(Rag.Tests.SharedData.Path("golden/torch/char-lm.json"))).RootElement;
        var train = File.ReadAllText(Rag.Tests.SharedData.Path("data/text/wikitext-2/wiki.train.tokens"))[..1_000_000];
        var valid = File.ReadAllText(Rag.Tests.SharedData.Path("data/text/wikitext-2/wiki.valid.tokens"))[..100_000];
        var letters = train.Distinct().Order().Select((letter, i) => (letter, i)).ToDictionary(entry => entry.letter, entry => (long)entry.i);
        Assert.Equal(reference.GetProperty("vocabulary").GetInt32(), letters.Count + 1);

        torch.manual_seed(1);
        using var model = new CharacterModel(letters.Count + 1, Window, depth: 2, width: 128, heads: 4);
        using var optimizer = torch.optim.AdamW(model.parameters(), 1e-3, 0.9, 0.95, 1e-8, 0.01);
        var schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, step => Math.Min(1.0, (step + 1) / 50.0));
        var random = new Random(1);
        var losses = new List<double>();
        for (var step = 0; step < 600; step++)
        {
            using var scope = torch.NewDisposeScope();
            var windows = Enumerable.Range(0, 16).Select(_ => train.Substring(random.Next(train.Length - Window - 1), Window + 1)).ToArray();
            var loss = Loss(model, windows, letters);
            optimizer.zero_grad();
            loss.backward();
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
            optimizer.step();
            schedule.step();
            losses.Add(loss.ToDouble());
        }

        var runs = reference.GetProperty("runs").EnumerateArray().ToArray();
        foreach (var step in new[] { 100, 200, 400, 600 })
        {
            var expected = runs.Average(run => run.GetProperty("train_loss").EnumerateArray().First(point => point[0].GetInt32() == step)[1].GetDouble());
            Assert.InRange(losses.Take(step).TakeLast(50).Average(), 0.9 * expected, 1.02 * expected);
        }
        Assert.InRange(Validate(model, valid, letters), 0, 1.02 * runs.Average(run => run.GetProperty("valid_loss").GetDouble()));
    }

    private static Tensor Loss(CharacterModel model, string[] windows, Dictionary<char, long> letters)
    {
        var ids = torch.tensor(windows.SelectMany(window => window.Select(letter => letters.GetValueOrDefault(letter, letters.Count))).ToArray(), [windows.Length, windows[0].Length]);
        var logits = model.call(ids[.., ..^1]);
        return functional.cross_entropy(logits.reshape(-1, logits.shape[2]), ids[.., 1..].reshape(-1));
    }

    private static double Validate(CharacterModel model, string text, Dictionary<char, long> letters)
    {
        using var off = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var windows = Enumerable.Range(0, (text.Length - 1) / Window).Select(i => text.Substring(i * Window, Window + 1)).ToArray();
        return windows.Chunk(64).Sum(part => Loss(model, part, letters).ToDouble() * part.Length) / windows.Length;
    }
}
