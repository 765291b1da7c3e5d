using SyncHub.Server.Log;

namespace SyncHub.EntityFrameworkCore.Publishing;

/// <summary>A publication on its way to the log.</summary>
/// <param name="Publication">The publication.</param>
/// <param name="Commit">What its rows were found to be; null where nothing is left to tell.</param>
/// <param name="Bytes">How many bytes of row bodies that has.</param>
/// <param name="Appending">The append of that.</param>
/// <param name="Resetting">The append that has everybody refreshed; null where none was asked for.</param>
internal sealed record StartedPublication(
    Publication Publication, Commit? Commit, long Bytes, Task<IReadOnlyDictionary<string, LogHead>>? Appending, Task<IReadOnlyDictionary<string, LogHead>>? Resetting)
{
    public IEnumerable<Task> Tasks => new Task?[] { Appending, Resetting }.OfType<Task>();
}
