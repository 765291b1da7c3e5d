namespace SyncHub.Server.Authorization;

/// <summary>What somebody may see, or why nothing; exactly one of the two is there.</summary>
/// <param name="Scope">What may be seen.</param>
/// <param name="Refusal">Why nothing may be.</param>
internal readonly record struct AccessDecision(AccessScope? Scope, SyncError? Refusal)
{
    public static implicit operator AccessDecision(AccessScope scope) => new(scope, null);

    public static implicit operator AccessDecision(SyncError refusal) => new(null, refusal);
}
