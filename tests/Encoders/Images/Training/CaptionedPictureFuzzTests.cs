using Rag.Encoders.Images.Training;
using Rag.Encoders.Training;
using Rag.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Rag.Tests.Encoders.Images.Training;

public sealed class CaptionedPictureFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void Damaged_captions_are_read_or_refused_with_their_line()
    {
        using var folder = new TemporaryFolder();
        new Fuzz<TrainingException>(output)
        {
            Damage = new Mutator(seed: 5).Mutate,
            IsClear = (refusal, _) => refusal.Message.StartsWith($"{folder["captions.jsonl"]}, line ", StringComparison.Ordinal),
            MostBytes = file => 1_000_000 + (100L * file.Length),
        }.Run(usual: 1000, ["{\"image\": \"a/b.jpg\", \"split\": \"val\", \"captions\": [\"A dog.\"], \"captions_zh\": [\"狗。\"]}\n{\"image\": \"c\", \"split\": \"train\", \"captions\": [\"A\", \"B\"]}\n"u8.ToArray()], content =>
        {
            folder.Write("captions.jsonl", content);
            CaptionedPicture.ReadAll(folder.Path);
        });
    }
}
