using Rag.Encoders.DataSets;
using Rag.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Rag.Tests.Encoders.DataSets;

public sealed class DataSetFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void A_damaged_question_set_is_read_or_refused_with_its_file() => Run(path => QuestionSet.Read(path), """
        {"version": "2.0", "data": [{"title": "T", "paragraphs": [{"context": "It strikes thirteen. 钟。", "qas": [
          {"id": "1", "question": "What?", "is_impossible": false, "answers": [{"text": "thirteen", "answer_start": 11}]},
          {"id": 2, "question": "何时？", "is_impossible": true, "answers": []}]}]}]}
        """u8.ToArray());

    [Fact]
    public void A_damaged_dictionary_is_read_or_refused_with_its_file() => Run(path => DictionaryEntry.ReadAll(path), """
        # CC-CEDICT
        鐘 钟 [zhong1] /bell/clock (CL:座[zuo4])/
        潮水 潮水 [chao2 shui3] /tide/variant of 潮/
        """u8.ToArray());

    private void Run(Action<string> read, byte[] sound)
    {
        using var folder = new TemporaryFolder();
        new Fuzz<DataSetException>(output)
        {
            Damage = new Mutator(seed: 13).Mutate,
            IsClear = (refusal, _) => refusal.Message.StartsWith(folder["set"], StringComparison.Ordinal),
            MostBytes = file => 1_000_000 + (100L * file.Length),
        }.Run(usual: 1000, [sound], content => read(folder.Write("set", content)));
    }
}
