namespace SyncHub.Client.Sqlite.Tests;

/// <summary>A path in a directory of its own, which goes with it.</summary>
internal sealed class TempFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("synchub-cache");

    public string Path => System.IO.Path.Combine(_directory.FullName, "made", "cache.db");

    public void Dispose() => _directory.Delete(recursive: true);
}
