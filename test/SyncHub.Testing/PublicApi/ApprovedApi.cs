using System.Reflection;

namespace SyncHub.Testing.PublicApi;

/// <summary>
/// What a package shows to those who use it, as committed in <c>api/&lt;assembly&gt;.txt</c>. A test of each package compares, so that nothing is
/// added, changed or lost without somebody having meant it.
/// </summary>
public static class ApprovedApi
{
    /// <summary>The environment variable that has the file rewritten, when it is 1.</summary>
    public const string AcceptVariable = "SYNCHUB_ACCEPT_API";

    /// <summary>Compares an assembly with its file.</summary>
    /// <returns>What differs and what to do about it; null where nothing does.</returns>
    public static string? Differences(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var name = assembly.GetName().Name!;
        var file = WorkingTree.PathOf($"api/{name}.txt");
        var actual = PublicApiText.Of(assembly);
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, string.Join('\n', actual) + "\n");
            return null;
        }

        string[] approved = File.Exists(file) ? File.ReadAllLines(file) : [];
        return Compare(approved, actual) is { Count: > 0 } differences
            ? $"The public API of {name} differs from api/{name}.txt:\n{string.Join('\n', differences)}\n"
                + $"If that is meant, run this test once more with {AcceptVariable}=1 and commit the file with the change; otherwise make the members internal again."
            : null;
    }

    /// <summary>Lines that are gone, with a minus, and new ones, with a plus, each below the type that it belongs to.</summary>
    public static IReadOnlyList<string> Compare(IReadOnlyList<string> approved, IReadOnlyList<string> actual)
    {
        ArgumentNullException.ThrowIfNull(approved);
        ArgumentNullException.ThrowIfNull(actual);
        var before = Qualify(approved);
        var after = Qualify(actual);
        return [.. before.Except(after).Select(line => $"- {line}"), .. after.Except(before).Select(line => $"+ {line}")];
    }

    private static List<string> Qualify(IReadOnlyList<string> lines)
    {
        var qualified = new List<string>();
        var type = string.Empty;
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            var isMember = line.StartsWith(' ');
            type = isMember ? type : line;
            qualified.Add(isMember ? $"{type} › {line.Trim()}" : line);
        }

        return qualified;
    }
}
