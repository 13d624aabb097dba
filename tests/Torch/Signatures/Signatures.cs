using System.Reflection;
using System.Runtime.CompilerServices;

namespace Rag.Tests.Torch.Signatures;

/// <summary>
/// The public members of a tensor library, one line each, whether a tensor's method is an instance or an extension method:
/// <c>torch.Tensor: softmax(Int64 dim, ScalarType? dtype =) Tensor</c>. A = marks what may be left out.
/// </summary>
internal static class Signatures
{
    public static SortedSet<string> Of(Assembly assembly, string root)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in assembly.GetExportedTypes().Where(type => type.Namespace == root || type.Namespace == root + ".Modules" || type.Namespace == root + ".Utils"))
        {
            if (type.IsEnum) lines.UnionWith(Enum.GetNames(type).Select(name => $"{Path(type)}: {name} = {Convert.ToInt64(Enum.Parse(type, name))}"));
            else if (!IsMarker(type)) lines.UnionWith(Members(type));
        }
        return lines;
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        foreach (var method in type.GetMethods(declared).Where(method => IsVisible(method) && method.GetBaseDefinition() == method))
        {
            var parameters = method.GetParameters();
            var onTensor = method.IsStatic && IsExtensions(type) && parameters.Length > 0 && Name(parameters[0].ParameterType) == "Tensor";
            var owner = onTensor ? "torch.Tensor" : Path(type);
            yield return $"{owner}: {method.Name}({string.Join(", ", parameters.Skip(onTensor ? 1 : 0).Select(Parameter))}) {Name(method.ReturnType)}";
        }
        foreach (var constructor in type.GetConstructors()) yield return $"{Path(type)}: new({string.Join(", ", constructor.GetParameters().Select(Parameter))})";
        foreach (var field in type.GetFields(declared).Where(field => field.IsPublic)) yield return $"{Path(type)}: get_{field.Name}() {Name(field.FieldType)}";
    }

    private static bool IsVisible(MethodBase method) => (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !method.Name.Contains('<');

    /// <summary>The compiler keeps the declarations of extension members in types of unspeakable names.</summary>
    private static bool IsMarker(Type type) => Path(type).Contains('<') || Path(type).Contains('$');

    private static bool IsExtensions(Type type) => type is { IsAbstract: true, IsSealed: true, IsNested: false } && type.IsDefined(typeof(ExtensionAttribute), false);

    private static string Path(Type type) => type.DeclaringType is { } outer ? $"{Path(outer)}.{Bare(type)}" : Bare(type);

    private static string Parameter(ParameterInfo parameter) => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " =" : "")}";

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (type.IsArray) return Name(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        if (type.IsGenericType) return Bare(type) + "<" + string.Join(", ", type.GetGenericArguments().Select(Name)) + ">";
        return Bare(type);
    }

    private static string Bare(Type type) => type.Name.Split('`')[0];
}
