namespace Rag.Tests;

/// <summary>Finds <c>shared/</c>, the data and reference values that lie beside the repository, where it is present.</summary>
internal static class SharedData
{
    private static readonly string? _root = Find("shared", inParent: true);

    /// <summary>The repository's root folder.</summary>
    public static string Repository { get; } = Find("Rag.sln", inParent: false)
        ?? throw new DirectoryNotFoundException("Rag.sln is in no folder above the tests.");

    public static bool Exists(string path) => _root is not null && System.IO.Path.Exists(Path(path));

    /// <summary>The full path of <paramref name="path"/>, which is relative to <c>shared/</c>.</summary>
    public static string Path(string path) => System.IO.Path.Combine(_root ?? "shared", path);

    private static string? Find(string name, bool inParent)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Rag.sln"))) continue;
            var found = System.IO.Path.Combine(inParent ? folder.Parent?.FullName ?? "/" : folder.FullName, name);
            return inParent && !Directory.Exists(found) ? null : inParent ? found : folder.FullName;
        }
        return null;
    }
}

/// <summary>A fact that needs a file or folder of <c>shared/</c> and is skipped, saying so, where that is absent.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string path)
    {
        if (!SharedData.Exists(path)) Skip = $"needs shared/{path}, which is not beside this checkout";
    }
}

/// <summary>A theory that needs a file or folder of <c>shared/</c> and is skipped, saying so, where that is absent.</summary>
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(string path)
    {
        if (!SharedData.Exists(path)) Skip = $"needs shared/{path}, which is not beside this checkout";
    }
}
