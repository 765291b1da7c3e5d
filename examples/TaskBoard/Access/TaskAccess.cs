using System.Linq.Expressions;
using System.Security.Claims;
using SyncHub.Server;
using SyncHub.Server.Authorization;
using TaskBoard.SignIn;

namespace TaskBoard.Access;

/// <summary>
/// Who may see what of the tasks. Boards are open to everybody, with two exceptions: <c>private:Ada</c> is Ada's alone, and <c>team</c> is for
/// those who have signed in. Notes are for leads, on all boards.
/// </summary>
internal sealed class TaskAccess(SessionStore sessions)
{
    public const string Team = "team";
    public const string Private = "private:";

    /// <summary>What everybody but leads sees of a task.</summary>
    public static readonly Expression<Func<TaskItem, object?>> MembersView = task => new
    {
        task.Id,
        task.BoardId,
        task.Title,
        task.Status,
        task.Priority,
        task.Assignee,
        task.CreatedAt,
        task.UpdatedAt,
    };

    public void Configure(AccessBuilder<TaskItem> access) => access
        .Rows(Rows)
        .WholeView("lead", IsLead)
        .View("member", MembersView);

    /// <summary>The tasks that somebody sees. It becomes part of live queries, and is evaluated for REST.</summary>
    public Expression<Func<TaskItem, bool>> Rows(ClaimsPrincipal user)
    {
        if (!IsSignedIn(user))
        {
            return task => task.BoardId != Team && !task.BoardId.StartsWith(Private, StringComparison.Ordinal);
        }

        var own = Private + user.UserId();
        return task => task.BoardId == own || !task.BoardId.StartsWith(Private, StringComparison.Ordinal);
    }

    public bool IsLead(ClaimsPrincipal user) => IsSignedIn(user) && user.IsInRole(Roles.Lead);

    // A connection that was made with a token keeps its principal; whether the session is still open is asked at each review.
    private bool IsSignedIn(ClaimsPrincipal user) => UserSession.Of(user) is { } session && sessions.IsOpen(session.Id, session.ExpiresAt);
}
