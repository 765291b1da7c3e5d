namespace SyncHub.Client.Stores;

/// <summary>Asks the application who uses it. Safe for use from any thread.</summary>
internal sealed class IdentitySource(Func<string?>? user, CacheFailures failures, Action changed)
{
    private static readonly CacheIdentity Unknown = new(null, isKnown: false);

    private readonly Lock _gate = new();
    private volatile CacheIdentity _current = Unknown;

    // Under _gate. An answer that was asked for before the one held says nothing any more.
    private long _questions;
    private long _answered;

    /// <summary>What the last question brought.</summary>
    public CacheIdentity Current => _current;

    /// <summary>Asks, and tells of a change; returns what is current then.</summary>
    public CacheIdentity Ask()
    {
        long question;
        lock (_gate)
        {
            question = ++_questions;
        }

        var answer = AskUser();
        lock (_gate)
        {
            if (question < _answered)
            {
                return _current;
            }

            _answered = question;
            if (ReferenceEquals(answer, _current) || answer.IsSameUser(_current))
            {
                return _current;
            }

            _current = answer;
        }

        changed();
        return answer;
    }

    private CacheIdentity AskUser()
    {
        try
        {
            return new CacheIdentity(user?.Invoke(), isKnown: true);
        }
#pragma warning disable CA1031 // The application's code; whatever it throws, nobody is known.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failures.Report("user", exception);
            return Unknown;
        }
    }
}
