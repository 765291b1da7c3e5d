using System.Security.Claims;
using SyncHub.Server.Model;

namespace SyncHub.Server.Resolvers;

/// <summary>Says how a resolver is run: for whom together, for how long, and how much it may answer.</summary>
public sealed class ResolverBuilder
{
    // What a timer takes.
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(49);

    private Func<ClaimsPrincipal, string?>? _scope;
    private bool _perConnection;
    private TimeSpan? _timeout;
    private int _maxRows = 1_000;
    private long _maxBytes = 1024 * 1024;
    private int _concurrency = 64;

    internal ResolverBuilder()
    {
    }

    /// <summary>
    /// The handler is called for each connection by itself, at each push and at each subscribe: for a check that must be made every time.
    /// Without this, the connections of one user share a call, as long as their claims and their secret are the same.
    /// </summary>
    public ResolverBuilder PerConnection()
    {
        _perConnection = true;
        return this;
    }

    /// <summary>
    /// The handler is called once for all who are in one scope: a tenant, say, or, with a constant, everybody. What it answers must be meant
    /// for each of them, whoever <see cref="ResolverContext.Principal"/> is.
    /// </summary>
    /// <param name="scope">Names the scope of a user; null for a user who may not follow at all.</param>
    public ResolverBuilder Scope(Func<ClaimsPrincipal, string?> scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        _scope = scope;
        return this;
    }

    /// <summary>How long a call may take before it counts as failed. Default <see cref="SyncHubOptions.SourceTimeout"/>.</summary>
    public ResolverBuilder Timeout(TimeSpan timeout)
    {
        _timeout = timeout;
        return this;
    }

    /// <summary>How many rows a call may add; one more is <c>limit-exceeded</c> and ends the subscriptions. Default 1,000.</summary>
    public ResolverBuilder MaxRows(int rows)
    {
        _maxRows = rows;
        return this;
    }

    /// <summary>How many bytes of JSON the rows of a call may have; more is <c>limit-exceeded</c> and ends the subscriptions. Default 1 MiB.</summary>
    public ResolverBuilder MaxBytes(long bytes)
    {
        _maxBytes = bytes;
        return this;
    }

    /// <summary>How many calls may be under way on this node, all keys together; others wait for their turn. Default 64.</summary>
    public ResolverBuilder Concurrency(int calls)
    {
        _concurrency = calls;
        return this;
    }

    internal ResolverSettings? Build(string name, TimeSpan defaultTimeout, ICollection<string> problems)
    {
        var found = new List<string>();
        var timeout = _timeout ?? defaultTimeout;
        Refuse(string.IsNullOrWhiteSpace(name), "its name is empty. Give AddResolver a name.");
        Refuse(name.Length > ModelValidation.MaxNameLength, $"its name has {name.Length} characters; the limit is {ModelValidation.MaxNameLength}. Shorten it.");
        Refuse(name.Any(char.IsControl), "its name has control characters. Choose a plain one.");
        Refuse(_perConnection && _scope is not null, "it is PerConnection and has a Scope, which exclude each other. Leave one of them out.");
        Refuse(_timeout is not null && (timeout <= TimeSpan.Zero || timeout > LongestTime), $"its Timeout is {timeout}. Set it to a positive time of at most 49 days.");
        Refuse(_maxRows < 1, $"its MaxRows is {_maxRows}. Set it to 1 or more.");
        Refuse(_maxBytes < 1, $"its MaxBytes is {_maxBytes}. Set it to 1 or more.");
        Refuse(_concurrency < 1, $"its Concurrency is {_concurrency}. Set it to 1 or more.");
        foreach (var problem in found)
        {
            problems.Add($"Resolver '{name}': {problem}");
        }

        var sharing = _perConnection ? Sharing.Connection : _scope is null ? Sharing.User : Sharing.Scope;
        return found.Count > 0 ? null : new ResolverSettings(sharing, _scope, timeout, _maxRows, _maxBytes, _concurrency);

        void Refuse(bool breach, string problem)
        {
            if (breach)
            {
                found.Add(problem);
            }
        }
    }
}
