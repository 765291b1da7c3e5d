using System.Text;
using System.Text.Json;
using SyncHub.Server.Log;

namespace SyncHub.OutboxProcess;

/// <summary>A change log that outlives its process: a line for each change in a file, before it counts as appended.</summary>
/// <param name="path">The file.</param>
/// <param name="inner">Numbers the changes, and tells observers.</param>
/// <param name="isAway">Whether it takes nothing: whoever appends waits.</param>
public sealed class FileLog(string path, IChangeLog inner, bool isAway = false) : IChangeLog
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Called after each commit.</summary>
    public event Action? Appended;

    /// <summary>Called for each commit that finds the log away.</summary>
    public event Action? Refused;

    public ChangeLogHealth Health => inner.Health;

    /// <summary>What the file says of each row, all changes taken together; a change that was cut off by the process's end counts for nothing.</summary>
    public static (IReadOnlyDictionary<string, string> Rows, IReadOnlyList<string> Values) Read(string path)
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        var values = new List<string>();
        if (!File.Exists(path))
        {
            return (rows, values);
        }

        var text = File.ReadAllText(path);
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split('\t');
            if (parts[1].Length == 0)
            {
                rows.Remove(parts[0]);
            }
            else
            {
                values.Add(rows[parts[0]] = parts[1]);
            }
        }

        return (rows, values);
    }

    public async ValueTask<IReadOnlyDictionary<string, LogHead>> AppendAsync(Commit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        if (isAway)
        {
            Refused?.Invoke();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var lines = new StringBuilder();
            foreach (var change in commit.Changes)
            {
                lines.Append(change.Key.Text).Append('\t').Append(change.After.IsAbsent ? "" : ValueOf(change)).Append('\n');
            }

            await File.AppendAllTextAsync(path, lines.ToString(), cancellationToken).ConfigureAwait(false);
            var heads = await inner.AppendAsync(commit, cancellationToken).ConfigureAwait(false);
            Appended?.Invoke();
            return heads;
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask<LogSlice> ReadAsync(string model, long afterSeq, int maxEntries, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(model, afterSeq, maxEntries, cancellationToken);

    public ValueTask<LogHead> GetHeadAsync(string model, CancellationToken cancellationToken = default) => inner.GetHeadAsync(model, cancellationToken);

    public IDisposable Observe(string model, Action<LogHead> moved) => inner.Observe(model, moved);

    private static string ValueOf(Change change)
    {
        using var body = JsonDocument.Parse(change.After.Utf8);
        return body.RootElement.GetProperty("value").GetString()!;
    }
}
