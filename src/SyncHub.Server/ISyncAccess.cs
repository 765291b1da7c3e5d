using System.Security.Claims;

namespace SyncHub.Server;

/// <summary>Has rights that changed while clients are connected take effect. A service of the application's container.</summary>
public interface ISyncAccess
{
    /// <summary>
    /// Judges again what the connections of some users may see: rules are looked at afresh, and who signed in with a secret is asked of the
    /// <see cref="ISyncAuthenticator"/> once more. Subscriptions are kept, moved to their new scope and sent afresh, or ended with <c>forbidden</c>.
    /// </summary>
    /// <param name="user">Whose connections; null for everybody's. Other nodes, which do not know the condition, look at all of theirs.</param>
    /// <param name="cancellationToken">Ends the waiting; what has begun is finished.</param>
    /// <returns>
    /// Completes when nothing that may not be seen any more will reach any of this node's connections, and the change log has the word for the
    /// other nodes. One that does not read is closed.
    /// </returns>
    Task ReevaluateAsync(Func<ClaimsPrincipal, bool>? user = null, CancellationToken cancellationToken = default);

    /// <summary>The same for the connections of one user, on every node; that is cheaper where there are many.</summary>
    /// <param name="userId">The user, as <see cref="ClaimsPrincipalExtensions.UserId"/> has it.</param>
    /// <param name="cancellationToken">Ends the waiting; what has begun is finished.</param>
    /// <inheritdoc cref="ReevaluateAsync" path="/returns"/>
    Task ReevaluateUserAsync(string userId, CancellationToken cancellationToken = default);
}
