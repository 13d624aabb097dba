namespace Rag.Tests.Files.Documents.SourceCode;

public sealed class SourceCodeReaderTests
{
    [Fact]
    public void What_stands_between_blank_lines_is_a_block_with_its_indentation()
    {
        const string text = "import os\n\n\nclass A:\n    x = 1\n  \n    def f(self):\n        return 2\n";

        var document = Reading.Read("a.py", text);

        Assert.Equal(text, document.Text);
        Assert.Equal(["Code: import os", "Code: class A:\n    x = 1", "Code:     def f(self):\n        return 2"], document.Blocks());
    }
}
