using System.Security.Claims;

namespace SyncHub.Server.Sessions;

/// <inheritdoc/>
internal sealed class SyncAccess(SessionReviews reviews, AccessNews news) : ISyncAccess
{
    public Task ReevaluateAsync(Func<ClaimsPrincipal, bool>? user = null, CancellationToken cancellationToken = default) =>
        Task.WhenAll(reviews.ReviewAsync(user), news.TellAsync(AccessNews.Everybody, cancellationToken)).WaitAsync(cancellationToken);

    public Task ReevaluateUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return Task.WhenAll(reviews.ReviewAsync(user => user.FindUserId() == userId), news.TellAsync(userId, cancellationToken)).WaitAsync(cancellationToken);
    }
}
