using SyncHub.Server.Log;
using SyncHub.Server.Log.Remote;

namespace SyncHub.Postgres.Following;

/// <summary>
/// What the follower has heard and not yet looked after: the latest of each model, so that it is bounded. Safe for concurrent use; one loop waits.
/// </summary>
internal sealed class NewsBoard
{
    private readonly Lock _gate = new();
    private readonly Wake _wake = new();
    private readonly Dictionary<string, (string Epoch, long Seq)> _heard = new(StringComparer.Ordinal);
    private bool _isLookDue;

    /// <summary>A notification has come.</summary>
    public void Post(HeadNews? news)
    {
        if (news is null)
        {
            Look();
            return;
        }

        lock (_gate)
        {
            foreach (var (model, seq) in news.Seqs)
            {
                _heard[model] = (news.Epoch, seq);
            }
        }

        _wake.Set();
    }

    /// <summary>Have a look where the log stands, whatever was heard.</summary>
    public void Look()
    {
        lock (_gate)
        {
            _isLookDue = true;
        }

        _wake.Set();
    }

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _wake.WaitAsync(cancellationToken);

    /// <summary>Takes what was heard; true where it is more than the mirror has.</summary>
    /// <param name="heads">The mirror's heads. What is said of models that this node does not know means nothing here.</param>
    public bool Take(IReadOnlyDictionary<string, LogHead> heads)
    {
        lock (_gate)
        {
            var isDue = _isLookDue
                || _heard.Any(heard => heads.TryGetValue(heard.Key, out var head) && (head.Epoch != heard.Value.Epoch || head.Seq < heard.Value.Seq));
            _heard.Clear();
            _isLookDue = false;
            return isDue;
        }
    }
}
