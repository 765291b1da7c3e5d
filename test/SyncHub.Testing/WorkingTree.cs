namespace SyncHub.Testing;

/// <summary>
/// The working tree that the tests were built from. It is found from where they run, since the compiler's own paths
/// (<c>CallerFilePath</c>) are made the same for every machine where <c>CI</c> is set.
/// </summary>
public static class WorkingTree
{
    /// <summary>The folder of SyncHub.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder that is named from the root.</summary>
    public static string PathOf(string path) => Path.Combine(Root, path);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SyncHub.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds SyncHub.sln; run the tests from the repository's build output.");
    }
}
