using Rag.Engine.Ask.Reading;
using Rag.Files.Passages;

namespace Rag.Engine.Ask.BuiltIn;

/// <summary>A span that may be the answer.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Shown">What of its passage's text is cited for it.</param>
/// <param name="Evidence">What speaks for it.</param>
internal sealed record Candidate(ReadSpan Span, TextSpan Shown, SpanEvidence Evidence);
