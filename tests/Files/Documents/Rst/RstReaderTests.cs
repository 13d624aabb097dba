namespace Rag.Tests.Files.Documents.Rst;

public sealed class RstReaderTests
{
    [Fact]
    public void Titles_have_their_levels_by_the_order_in_which_their_lines_appear() => Blocks(
        """
        .. _top:

        =======
         Tides
        =======

        First
        =====

        Deeper
        ~~~~~~

        Second
        ======

        ----------

        Title of 潮水
        ~~~~~~~~~~~~~~
        """,
        "Heading1: Tides", "Heading2: First", "Heading3: Deeper", "Heading2: Second", "Heading3: Title of 潮水");

    [Fact]
    public void Paragraphs_and_lists_are_blocks_with_their_markers() => Blocks(
        """
        A paragraph
        of two lines.

        - one
          goes on

          and on
        - two

          * nested

        #. first
        #. second

        1986. was a year that
        begins a line.

        kettle : pot
            A pot for hot water.

        -q, --quiet  Says nothing.
        --loud
            Says all.

        | a line
        | another

        .. [1] A note.
        """,
        "Paragraph: A paragraph of two lines.", "ListItem: • one goes on", "ListItem: and on", "ListItem: • two", "ListItem: • nested",
        "ListItem: 1. first", "ListItem: 2. second", "Paragraph: 1986. was a year that begins a line.",
        "ListItem: kettle (pot): A pot for hot water.", "ListItem: -q, --quiet: Says nothing.", "ListItem: --loud: Says all.",
        "Paragraph: a line\nanother", "ListItem: [1] A note.");

    [Fact]
    public void Code_keeps_its_lines_and_loses_what_all_of_them_are_indented_by() => Blocks(
        """
        Run this::

            make
              all

        ::

            alone

        .. code-block:: python
           :caption: app.py

           x = 1

           y = 2

        >>> 1 + 1
        2
        """,
        "Paragraph: Run this:", "Code: make\n  all", "Code: alone", "Paragraph: app.py", "Code: x = 1\n\ny = 2", "Code: >>> 1 + 1\n2");

    [Theory]
    [InlineData("See :ref:`the tide table <tides>` and :func:`open`.", "See the tide table and open.")]
    [InlineData(":class:`~gauges.tide.Gauge` of ``x`` and `y`", "Gauge of `x` and `y`")]
    [InlineData("`The site <https://example.com>`_, `tides`_, pumps_ and a name_with_lines", "The site, tides, pumps and a name_with_lines")]
    [InlineData(":pep:`8`, :issue:`12`, *em*, **strong**", "PEP 8, #12, *em*, **strong**")]
    [InlineData("A note [1]_ and\\ s, |name| of a | b", "A note [1] ands, Skerry of a | b")]
    [InlineData("``*args`` \\*args :raw-html:`<br>`", "`*args` *args")]
    public void Markup_in_a_text_is_reduced_to_what_shows(string markup, string text) =>
        Blocks($".. |name| replace:: Skerry\n\n{markup}\n", $"Paragraph: {text}");

    [Fact]
    public void Notes_and_versions_are_text_and_what_is_none_is_dropped() => Blocks(
        """
        :orphan:

        .. toctree::
           :maxdepth: 2

           intro

        .. note:: Use distilled
           water.

        .. warning::

           It is hot.

        .. seealso:: :doc:`pumps`
        .. versionadded:: 2.0
        .. versionchanged:: 2.1
           It whistles.

        .. image:: kettle.png
           :alt: A kettle on the stove
           :width: 20

        .. admonition:: By the way

           It sings.

        .. a comment
           of two lines

        .. index:: kettle
        """,
        "Paragraph: Note: Use distilled water.", "Paragraph: Warning: It is hot.", "Paragraph: See also: pumps",
        "Paragraph: Added in version 2.0.", "Paragraph: Changed in version 2.1: It whistles.", "Paragraph: A kettle on the stove",
        "Paragraph: By the way", "Paragraph: It sings.");

    [Fact]
    public void What_is_described_is_a_heading_over_its_description() => Blocks(
        """
        Options
        =======

        .. option:: -a
        .. option:: --all

           Takes all.

        .. confval:: boil_time
           :type: int
           :default: ``16``

           Minutes until it boils.

        .. py:class:: Kettle(size)

           Holds water.

           .. py:method:: fill(litres)

              :param int litres: How much.
              :returns: What is left.

        .. autofunction:: kettle.pour
        """,
        "Heading1: Options", "Heading2: -a, --all", "Paragraph: Takes all.", "Heading2: boil_time", "ListItem: Type: int",
        "ListItem: Default: `16`", "Paragraph: Minutes until it boils.", "Heading2: Kettle(size)", "Paragraph: Holds water.",
        "Heading3: fill(litres)", "ListItem: Parameter litres (int): How much.", "ListItem: Returns: What is left.");

    [Fact]
    public void Tables_of_every_kind_are_rows_under_the_names_of_their_columns() => Blocks(
        """
        +--------+------+
        | animal | legs |
        +========+======+
        | ant    | 6    |
        | (red)  |      |
        +--------+------+
        | both are small|
        +--------+------+

        ======  ====
        港口     人口
        ======  ====
        北港     80
        Oxley   12
        ======  ====

        .. list-table:: Prices
           :header-rows: 1

           * - item
             - price
           * - hammer
             - 12

        .. csv-table::
           :header: "item", "price"

           "saw, large", 15
        """,
        "TableHeader: animal | legs", "TableRow: ant (red) | 6", "TableRow: both are small |",
        "TableHeader: 港口 | 人口", "TableRow: 北港 | 80", "TableRow: Oxley | 12",
        "Paragraph: Prices", "TableHeader: item | price", "TableRow: hammer | 12", "TableHeader: item | price", "TableRow: saw, large | 15");

    [Theory]
    [InlineData("====  ====\na     b\n\nAnd no end.")]
    [InlineData("+--+\n| a")]
    [InlineData(".. list-table::\n\n   text")]
    [InlineData("- - - - text")]
    [InlineData("``open and :role:`open")]
    [InlineData("..")]
    [InlineData("::")]
    public void What_is_unfinished_is_read_as_far_as_it_goes(string text) => Assert.NotNull(Reading.Read("a.rst", text));

    private static void Blocks(string text, params string[] blocks) => Assert.Equal(blocks, Reading.Read("a.rst", text).Blocks());
}
