using Rag.Files.Apart;
using Rag.Files.Documents;
using Rag.Files.Media;
using Rag.Tests.Files.Pictures;
using Rag.Tests.Fuzzing;

namespace Rag.Tests.Files.Apart;

public sealed class ApartReaderTests
{
    [Fact]
    public async Task A_document_comes_back_as_it_was_read()
    {
        await using var reader = new ApartReader(ReaderProgram.Options);

        var document = await reader.ReadDocumentAsync("plain.pdf", new byte[300_000]);

        Assert.Equal("read: 300000 \uD800", document.Text);
        Assert.Equal([new Block(BlockKind.Heading, 0, 4, Page: 2, Level: 1)], document.Blocks);
    }

    [Theory]
    [InlineData("pattern.png")]
    [InlineData("pattern.webp")]
    public async Task A_picture_comes_back_as_it_was_read(string name)
    {
        await using var reader = new ApartReader(ReaderProgram.Options);

        var picture = await reader.ReadPictureAsync(Fixture.Path(name));

        Assert.Equal((Fixture.Width, Fixture.Height), (picture.Width, picture.Height));
        Assert.Equal(Fixture.Pattern, picture.Rgb);
        Assert.Null(picture.Alpha);
    }

    [Fact]
    public async Task A_refusal_is_the_one_of_reading_in_place()
    {
        await using var reader = new ApartReader(ReaderProgram.Options);

        var document = await Assert.ThrowsAsync<DocumentException>(() => reader.ReadDocumentAsync("a.pdf", "no PDF"u8.ToArray()));
        var picture = await Assert.ThrowsAsync<MediaException>(() => reader.ReadPictureAsync("/nowhere/a.png"));

        Assert.Equal(Assert.Throws<DocumentException>(() => new DocumentReader().Read("a.pdf", "no PDF"u8.ToArray())).Message, document.Message);
        Assert.Equal("/nowhere/a.png: is not there; check the path", picture.Message);
        Assert.Equal(1, reader.Started);
    }

    [Theory]
    [InlineData("die", "exit code 7")]
    [InlineData("overflow", "ended its reader")]
    [InlineData("garbage", "nonsense")]
    [InlineData("loop", "takes more than 5 s")]
    public async Task Trouble_costs_one_file_and_the_next_gets_a_fresh_process(string name, string reason)
    {
        await using var reader = new ApartReader(ReaderProgram.Options with { Time = TimeSpan.FromSeconds(5) });

        var refused = await Assert.ThrowsAsync<DocumentException>(() => reader.ReadDocumentAsync($"{name}.pdf", [1]));
        var next = await reader.ReadDocumentAsync("plain.pdf", [1]);

        Assert.StartsWith($"{name}.pdf: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("read: 1", next.Text, StringComparison.Ordinal);
        Assert.Equal(2, reader.Started);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("fault")]
    public async Task What_a_reader_throws_costs_one_file(string name)
    {
        await using var reader = new ApartReader(ReaderProgram.Options with { MemoryBytes = 64 << 20 });

        Assert.Contains(';', (await Assert.ThrowsAsync<DocumentException>(() => reader.ReadDocumentAsync($"{name}.pdf", [1]))).Reason);
        Assert.StartsWith("read: 1", (await reader.ReadDocumentAsync("plain.pdf", [1])).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reading_that_is_called_off_ends_and_the_next_goes_on()
    {
        await using var reader = new ApartReader(ReaderProgram.Options);
        using var cancel = new CancellationTokenSource();

        var looping = reader.ReadDocumentAsync("loop.pdf", [1], cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => looping);
        Assert.StartsWith("read: 1", (await reader.ReadDocumentAsync("plain.pdf", [1])).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_starts_no_process()
    {
        await using var reader = new ApartReader(ReaderProgram.Options);

        Assert.Equal("in place", (await reader.ReadDocumentAsync("die.txt", "in place"u8.ToArray())).Text);
        Assert.Equal(0, reader.Started);
    }

    [Fact]
    public async Task Many_files_share_as_many_processes_as_are_allowed()
    {
        await using var reader = new ApartReader(ReaderProgram.Options);

        var documents = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => reader.ReadDocumentAsync("plain.pdf", new byte[i])));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"read: {i} \uD800"), documents.Select(document => document.Text));
        Assert.InRange(reader.Started, 1, 2);
    }

    [Theory]
    [InlineData("report-groff.pdf")]
    [InlineData("guide-pandoc.docx")]
    public async Task Damaged_files_are_read_or_refused_by_name(string name)
    {
        await using var reader = new ApartReader(ReaderProgram.Options);
        var sound = await File.ReadAllBytesAsync(Path.Combine(SharedData.Repository, "tests/Files/Documents/Fixtures", name));
        var mutator = new Mutator(seed: 3);
        var (read, refused) = (0, 0);

        for (var i = 0; i < 300; i++)
        {
            try
            {
                await reader.ReadDocumentAsync(name, mutator.Mutate(sound));
                read++;
            }
            catch (DocumentException e)
            {
                Assert.StartsWith($"{name}: ", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(read > 0 && refused > 0, $"{read} read, {refused} refused");
    }

    [Fact]
    public async Task A_program_that_does_not_start_is_told()
    {
        await using var reader = new ApartReader(new ReaderProcessOptions { Program = "/nowhere/rag" });

        Assert.Contains("/nowhere/rag does not start", (await Assert.ThrowsAsync<DocumentException>(() => reader.ReadDocumentAsync("a.pdf", [1]))).Message, StringComparison.Ordinal);
    }
}
