using System.Diagnostics.CodeAnalysis;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Graphics.Colors;
using UglyToad.PdfPig.PdfFonts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>
/// PdfPig's store of what pages use, without colours and patterns, which may be damaged where the text is not. A simple font
/// that cannot be read is stood in for by one that has its encoding and no glyphs.
/// </summary>
internal sealed class FontStore(IResourceStore inner, IPdfTokenScanner scanner) : IResourceStore
{
    private static readonly string[] _names = ["Font", "XObject", "ExtGState", "Properties"];
    private static readonly string[][] _fontEntries = [["FirstChar", "LastChar", "Widths"], ["Encoding"], ["ToUnicode"]];
    private const double UsualWidth = 500;

    private readonly Dictionary<DictionaryToken, DictionaryToken> _loaded = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<DictionaryToken> _open = [];
    private readonly Dictionary<IFont, DictionaryToken?> _dictionaries = new(ReferenceEqualityComparer.Instance);

    /// <summary>How often text was to be shown in a font that cannot be read.</summary>
    public int Missing { get; private set; }

    /// <summary>What the file says of a font; null for one that it does not name.</summary>
    public DictionaryToken? Dictionary(IFont font) => _dictionaries.GetValueOrDefault(font);

    public IFont? GetFont(NameToken name)
    {
        var font = inner.GetFont(name);
        if (font is null) Missing++;
        else if (!_dictionaries.ContainsKey(font)) _dictionaries[font] = Find(name);
        return font;
    }

    public void LoadResourceDictionary(DictionaryToken resourceDictionary)
    {
        if (!_loaded.TryGetValue(resourceDictionary, out var kept))
        {
            kept = WithStandIns(Of(_names.Select(name => (name, resourceDictionary.Data.GetValueOrDefault(name)))));
            _loaded[resourceDictionary] = kept;
        }
        inner.LoadResourceDictionary(kept);
        _open.Push(kept);
    }

    public void UnloadResourceDictionary()
    {
        inner.UnloadResourceDictionary();
        _open.Pop();
    }

    public bool TryGetXObject(NameToken name, [NotNullWhen(true)] out StreamToken? stream) => inner.TryGetXObject(name, out stream);

    public bool TryGetXObjectReference(NameToken name, out IndirectReference reference) =>
        inner.TryGetXObjectReference(name, out reference);

    public DictionaryToken? GetExtendedGraphicsStateDictionary(NameToken name) => inner.GetExtendedGraphicsStateDictionary(name);

    public IFont GetFontDirectly(IndirectReferenceToken fontReferenceToken) => inner.GetFontDirectly(fontReferenceToken);

    public bool TryGetNamedColorSpace(NameToken name, out ResourceColorSpace namedColorSpace) =>
        inner.TryGetNamedColorSpace(name, out namedColorSpace);

    public ColorSpaceDetails GetColorSpaceDetails(NameToken? name, DictionaryToken? dictionary) =>
        inner.GetColorSpaceDetails(name, dictionary);

    public ColorSpaceDetails GetDeviceColorSpaceDetails(ColorSpace deviceColorSpace) => inner.GetDeviceColorSpaceDetails(deviceColorSpace);

    public DictionaryToken? GetMarkedContentPropertiesDictionary(NameToken name) => inner.GetMarkedContentPropertiesDictionary(name);

    public IReadOnlyDictionary<NameToken, PatternColor> GetPatterns() => inner.GetPatterns();

    public Shading GetShading(NameToken name) => inner.GetShading(name);

    private DictionaryToken WithStandIns(DictionaryToken resources)
    {
        if (scanner.Find<DictionaryToken>(resources, "Font") is not { } fonts) return resources;
        var changed = fonts;
        inner.LoadResourceDictionary(resources);
        foreach (var name in fonts.Data.Keys)
        {
            if (inner.GetFont(NameToken.Create(name)) is null && scanner.Find<DictionaryToken>(fonts, name) is { } font
                && StandIn(name, font) is { } standIn)
            {
                changed = changed.With(name, standIn);
            }
        }
        inner.UnloadResourceDictionary();
        return changed == fonts ? resources : resources.With("Font", changed);
    }

    /// <summary>
    /// A font without glyphs that has as much of another's encoding and widths as can be read; null for one whose codes are
    /// not single bytes.
    /// </summary>
    private DictionaryToken? StandIn(string name, DictionaryToken font)
    {
        if (scanner.Find<NameToken>(font, "Subtype")?.Data == "Type0") return null;
        var standIn = Of(
        [
            ("Type", NameToken.Font), ("Subtype", NameToken.Type3), ("CharProcs", Of([])), ("Encoding", NameToken.WinAnsiEncoding),
            ("FontBBox", Numbers(0, 0, 1000, 1000)), ("FontMatrix", Numbers(0.001, 0, 0, 0.001, 0, 0)),
            ("FirstChar", new NumericToken(0)), ("LastChar", new NumericToken(255)),
            ("Widths", Numbers([.. Enumerable.Repeat(UsualWidth, 256)])),
        ]);
        foreach (var entries in _fontEntries)
        {
            var better = entries.Where(font.Data.ContainsKey).Aggregate(standIn, (all, entry) => all.With(entry, font.Data[entry]));
            if (CanBeRead(name, better)) standIn = better;
        }
        return standIn;
    }

    private static ArrayToken Numbers(params double[] values) => new([.. values.Select(value => new NumericToken(value))]);

    private bool CanBeRead(string name, DictionaryToken font)
    {
        try
        {
            inner.LoadResourceDictionary(Of([("Font", Of([(name, font)]))]));
            inner.UnloadResourceDictionary();
            return true;
        }
        catch (Exception e) when (PdfPages.IsOfTheFile(e))
        {
            return false;
        }
    }

    private DictionaryToken? Find(NameToken font)
    {
        foreach (var resources in _open)
        {
            if (scanner.Find<DictionaryToken>(resources, "Font") is not { } fonts) continue;
            if (scanner.Find<DictionaryToken>(fonts, font.Data) is { } found) return found;
        }
        return null;
    }

    private static DictionaryToken Of(IEnumerable<(string Name, IToken? Value)> entries) =>
        new(entries.Where(entry => entry.Value is not null).ToDictionary(entry => NameToken.Create(entry.Name), entry => entry.Value!));
}
