using SyncHub.Client.Stores;

namespace SyncHub.Client.SignIn;

/// <summary>What became of one sign-in.</summary>
internal abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    /// <summary>There was no secret to sign in with; the server was not asked.</summary>
    public sealed record Anonymous : SignInOutcome;

    /// <summary>The server took the secret, until <paramref name="ExpiresAt"/> where the grant has an end.</summary>
    /// <param name="ExpiresAt">The grant's end; null for none.</param>
    /// <param name="User">Who used the application all the while; null where that changed, or nobody wants to know.</param>
    public sealed record Accepted(DateTimeOffset? ExpiresAt, CacheIdentity? User = null) : SignInOutcome;

    /// <summary>The server did not take the secret.</summary>
    public sealed record Refused : SignInOutcome;

    /// <summary>The server was not asked, or did not answer.</summary>
    public sealed record Failed(SyncError Reason) : SignInOutcome;
}
