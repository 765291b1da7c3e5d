using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SyncHub.Server.Log;

namespace SyncHub.Server.Sessions;

/// <summary>
/// Tells the other nodes whose rights are to be looked at again, and follows what they tell: through the change log, as changes of a name of our
/// own that have a user's id for a key, and no rows.
/// </summary>
internal sealed partial class AccessNews(IChangeLog log, SessionReviews reviews, SyncHubOptions options, TimeProvider time, ILogger<AccessNews> logger) : IAsyncDisposable
{
    /// <summary>The name in the log; no model and no resolver can have it.</summary>
    public const string LogName = "$access";

    /// <summary>Stands for all users: nobody has the empty id.</summary>
    public const string Everybody = "";

    private const int EntriesPerRead = 512;

    private readonly string _node = RandomNumberGenerator.GetHexString(16);
    private readonly CancellationTokenSource _stopping = new();

    // One wake-up stands for all that came since the last.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private IDisposable? _observation;
    private ITimer? _timer;
    private Task _running = Task.CompletedTask;

    /// <summary>How much the log keeps of it: a node that was away for longer looks at everybody again.</summary>
    public static Model.ChangeRetention Retention { get; } = new(TimeSpan.FromMinutes(1), 1_000, 1024 * 1024);

    /// <summary>Begins to follow; to be awaited before the first connection is taken, to which what was told before is nothing.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        LogHead? head = null;
        try
        {
            _observation = log.Observe(LogName, _ => Wake());

            // A log that is out of reach may keep a read waiting: the application starts without it.
            if (log.Health.Status != ChangeLogStatus.Unhealthy)
            {
                head = await log.GetHeadAsync(LogName, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogStepFailed(exception);
        }

        // Heals a step that failed: the log may be out of reach for a while.
        _timer = time.CreateTimer(_ => Wake(), null, options.PositionInterval, options.PositionInterval);
        _running = Task.Run(() => RunAsync(head), CancellationToken.None);
        if (head is null)
        {
            Wake();
        }
    }

    /// <summary>Has the other nodes look at the connections of a user, or of <see cref="Everybody"/>. Completes when the log has it.</summary>
    public Task TellAsync(string userId, CancellationToken cancellationToken) => log.AppendAsync(
        new Commit([new Change { Model = LogName, Key = SyncKey.FromString(userId), Kind = ChangeKind.Update }], _node), cancellationToken).AsTask();

    public async ValueTask DisposeAsync()
    {
        _observation?.Dispose();
        if (_timer is { } timer)
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }

        _wakes.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Wake() => _wakes.Writer.TryWrite(true);

    private async Task RunAsync(LogHead? at)
    {
        await foreach (var _ in _wakes.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                at = at is { } head ? await FollowAsync(head).ConfigureAwait(false) : await BeginAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogStepFailed(exception);
            }
        }
    }

    // The log could not be reached at the start: what others told meanwhile is not known.
    private async Task<LogHead> BeginAsync()
    {
        var head = await log.GetHeadAsync(LogName, _stopping.Token).ConfigureAwait(false);
        await reviews.ReviewAsync(user: null).ConfigureAwait(false);
        return head;
    }

    private async Task<LogHead> FollowAsync(LogHead at)
    {
        var slice = await log.ReadAsync(LogName, at.Seq, EntriesPerRead, _stopping.Token).ConfigureAwait(false);
        if (slice.Head.Epoch != at.Epoch || !slice.Covers(at.Seq))
        {
            await reviews.ReviewAsync(user: null).ConfigureAwait(false);
            return slice.Head;
        }

        var users = slice.Entries.Where(entry => entry.MutationId != _node).Select(entry => entry.Change.Key.Text).ToHashSet(StringComparer.Ordinal);
        if (users.Count > 0)
        {
            await reviews.ReviewAsync(users.Contains(Everybody) ? null : user => user.FindUserId() is { } id && users.Contains(id)).ConfigureAwait(false);
        }

        var last = slice.Entries.Count == 0 ? at : new LogHead(at.Epoch, slice.Entries[^1].Seq, slice.Entries[^1].Timestamp);
        if (last.Seq < slice.Head.Seq)
        {
            Wake();
        }

        return last;
    }

    [LoggerMessage(1, LogLevel.Error, "What other nodes say of changed rights could not be followed; it is tried again.")]
    private partial void LogStepFailed(Exception exception);
}
