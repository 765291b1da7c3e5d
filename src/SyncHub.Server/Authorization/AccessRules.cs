using System.Linq.Expressions;
using System.Security.Claims;

namespace SyncHub.Server.Authorization;

/// <summary>Who may see what of a model, as the application said it. Immutable.</summary>
/// <param name="Requirements">All must hold for somebody to see anything.</param>
/// <param name="Rows">All must hold for a row to be seen.</param>
/// <param name="Views">The first whose condition holds counts; a view that is null shows everything. None at all: everything.</param>
/// <param name="Parts">What else tells scopes apart.</param>
internal sealed record AccessRules<T>(
    IReadOnlyList<Func<ClaimsPrincipal, bool>> Requirements,
    IReadOnlyList<Func<ClaimsPrincipal, Expression<Func<T, bool>>>> Rows,
    IReadOnlyList<(RowView? View, Func<ClaimsPrincipal, bool>? When)> Views,
    IReadOnlyList<Func<ClaimsPrincipal, string?>> Parts)
{
    public bool IsEmpty => Requirements.Count == 0 && Rows.Count == 0 && Views.Count == 0 && Parts.Count == 0;
}
