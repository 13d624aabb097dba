namespace Rag.Tests.Files.Documents.Json;

public sealed class NotebookReaderTests
{
    [Fact]
    public void Cells_are_Markdown_and_code_with_what_it_put_out()
    {
        var document = Reading.Read("a.ipynb", """
            {"cells": [
              {"cell_type": "markdown", "source": ["# Tides\n", "\n", "The gauge."]},
              {"cell_type": "code", "source": "print(1)", "outputs": [
                {"output_type": "stream", "text": ["1\n"]},
                {"output_type": "display_data", "data": {"image/png": "QUJD", "text/plain": "<Figure>"}}]}]}
            """);

        Assert.Equal(["Heading1: # Tides", "Paragraph: The gauge.", "Code: print(1)", "Code: 1", "Code: <Figure>"], document.Blocks());
    }

    [Fact]
    public void What_is_no_JSON_is_refused() =>
        Assert.Contains("is no notebook", Reading.Refused("a.ipynb", "{").Message, StringComparison.Ordinal);
}
