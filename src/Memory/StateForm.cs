namespace Rag.Memory;

/// <summary>What a collection keeps of its items for a decoder.</summary>
public enum StateForm
{
    /// <summary>Nothing: a passage is encoded when it is read.</summary>
    None,

    /// <summary>Numbers of eight bits, about 260 bytes a token: reading needs no encoding.</summary>
    EightBits,

    /// <summary>Numbers of sixteen bits, about 510 bytes a token.</summary>
    SixteenBits,
}
