using SyncHub.Testing;

namespace SyncHub.Abstractions.Tests;

/// <summary>The working tree that the tests were built from.</summary>
internal static class Repository
{
    public static string ReadText(string path) => File.ReadAllText(WorkingTree.PathOf(path));

    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(WorkingTree.PathOf(folder), pattern).Order(StringComparer.Ordinal);
}
