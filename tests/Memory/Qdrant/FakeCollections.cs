using Grpc.Core;
using Qdrant.Client.Grpc;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>The collections of a stand-in, and their aliases.</summary>
internal sealed class FakeCollections
{
    private readonly Dictionary<string, FakeCollection> _collections = [];

    public Dictionary<string, string> Aliases { get; } = [];

    public IEnumerable<string> Names => _collections.Keys;

    /// <summary>By name or alias.</summary>
    public FakeCollection this[string name] => _collections.GetValueOrDefault(Aliases.GetValueOrDefault(name, name))
        ?? throw Refusal(StatusCode.NotFound, $"Not found: Collection `{name}` doesn't exist!");

    public bool Exists(string name) => _collections.ContainsKey(Aliases.GetValueOrDefault(name, name));

    public bool Create(CreateCollection create)
    {
        var name = create.CollectionName;
        if (name.Length is 0 or > 255 || name.Contains('/')) throw Refusal(StatusCode.InvalidArgument, $"collection name {name} is not valid");
        if (Aliases.ContainsKey(name)) throw Refusal(StatusCode.InvalidArgument, $"Alias with the same name already exists: {name}");
        if (!_collections.TryAdd(name, new FakeCollection(create))) throw Refusal(StatusCode.AlreadyExists, $"Collection `{name}` already exists!");
        return true;
    }

    public bool Delete(string name)
    {
        if (!_collections.Remove(name)) return false; // by an alias too: nothing is deleted
        foreach (var (alias, _) in Aliases.Where(alias => alias.Value == name).ToList()) Aliases.Remove(alias);
        return true;
    }

    public bool Change(ChangeAliases change)
    {
        foreach (var action in change.Actions)
        {
            if (action.DeleteAlias is { } gone) Aliases.Remove(gone.AliasName);
            if (action.CreateAlias is not { } made) continue;
            if (!_collections.ContainsKey(made.CollectionName)) throw Refusal(StatusCode.NotFound, $"Collection `{made.CollectionName}` doesn't exist!");
            Aliases[made.AliasName] = made.CollectionName;
        }
        return true;
    }

    public static RpcException Refusal(StatusCode code, string message) => new(new Status(code, message));
}
