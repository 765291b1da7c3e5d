using System.Linq.Expressions;
using System.Security.Claims;

namespace SyncHub.Server.Authorization;

/// <summary>
/// Says who may see what of a model. Rules are looked at when somebody subscribes, signs in or is judged again
/// (<see cref="ISyncAccess"/>), never at a push: those for whom they come out the same share everything. They see what travels in a row's body,
/// before a <see cref="View"/> is taken of it; what is hidden from JSON altogether is hidden from rules, too.
/// </summary>
/// <typeparam name="T">The type of the entities.</typeparam>
public sealed class AccessBuilder<T>
    where T : class
{
    private readonly List<Func<ClaimsPrincipal, bool>> _requirements = [];
    private readonly List<Func<ClaimsPrincipal, Expression<Func<T, bool>>>> _rows = [];
    private readonly List<ViewRule<T>> _views = [];
    private readonly List<Func<ClaimsPrincipal, string?>> _parts = [];

    internal AccessBuilder()
    {
    }

    /// <summary>
    /// Who may subscribe to the model at all. Others are answered <c>unauthenticated</c> where nobody has signed in, else <c>forbidden</c>.
    /// </summary>
    public AccessBuilder<T> Require(Func<ClaimsPrincipal, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        _requirements.Add(condition);
        return this;
    }

    /// <summary>
    /// Which rows somebody sees: <c>user => task => task.OwnerId == user.UserId()</c>. A row outside answers like one that does not exist, in
    /// every snapshot, delta, live query and total; one that leaves is removed, one that enters is added. Given several times, all must hold.
    /// </summary>
    /// <remarks>
    /// Values of the user are read once and become part of the condition, as in a live query. What cannot be expressed that way (a method of
    /// your own that is given the row, say) is called for each changed row, and makes each user (with the same claims, but for the times of a
    /// token) a scope of its own; what it throws counts as false. Mind that in C# null equals null: a claim that is missing matches rows that lack the value, too.
    /// </remarks>
    public AccessBuilder<T> Rows(Func<ClaimsPrincipal, Expression<Func<T, bool>>> rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        _rows.Add(rule);
        return this;
    }

    /// <summary>
    /// A part of each row: <c>task => new { task.Id, task.Title }</c>. The key is always in it. What is not can be neither filtered nor
    /// ordered by, and a change of it is not pushed. Of several views the first counts whose condition holds; where none does, nothing is seen.
    /// </summary>
    /// <param name="name">Names the view; once per model.</param>
    /// <param name="properties">Properties of the row, as they are.</param>
    /// <param name="when">Who gets this view; null for everybody who gets none of those before it.</param>
    public AccessBuilder<T> View(string name, Expression<Func<T, object?>> properties, Func<ClaimsPrincipal, bool>? when = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(properties);
        _views.Add(new ViewRule<T>(name, properties, when));
        return this;
    }

    /// <summary>The whole of each row, as one of several views.</summary>
    /// <param name="name">Names the view; once per model.</param>
    /// <param name="when">Who gets this view; null for everybody who gets none of those before it.</param>
    public AccessBuilder<T> WholeView(string name, Func<ClaimsPrincipal, bool>? when = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _views.Add(new ViewRule<T>(name, Properties: null, when));
        return this;
    }

    /// <summary>
    /// Splits those who would share into groups of their own: by tenant, say, so that nothing of one tenant's subscriptions is shared with
    /// another's. It opens nothing: rows and views are as they are.
    /// </summary>
    public AccessBuilder<T> Scope(Func<ClaimsPrincipal, string?> part)
    {
        ArgumentNullException.ThrowIfNull(part);
        _parts.Add(part);
        return this;
    }

    internal AccessRules<T> Build(Func<LambdaExpression, IReadOnlyList<string>?> namesOf, string keyName, ICollection<string> problems)
    {
        var views = new List<(RowView? View, Func<ClaimsPrincipal, bool>? When)>();
        for (var i = 0; i < _views.Count; i++)
        {
            var rule = _views[i];
            if (_views.FindIndex(other => other.Name == rule.Name) != i)
            {
                problems.Add($"it has two views '{rule.Name}'. Give each a name of its own.");
            }

            if (rule.When is null && i < _views.Count - 1)
            {
                problems.Add($"its view '{rule.Name}' is for everybody, so that nobody gets '{_views[i + 1].Name}'. Put it last, or give it a condition.");
            }

            // In the order of the declaration; a view that is not understood is among the problems.
            var names = rule.Properties is null ? null : namesOf(rule.Properties);
            views.Add((names is null ? null : new RowView(rule.Name, names.Prepend(keyName).Distinct(StringComparer.Ordinal)), rule.When));
        }

        return new AccessRules<T>(_requirements, _rows, views, _parts);
    }
}

/// <summary>A view as it was declared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Properties">What it shows; null for everything.</param>
/// <param name="When">Who gets it; null for everybody.</param>
internal sealed record ViewRule<T>(string Name, Expression<Func<T, object?>>? Properties, Func<ClaimsPrincipal, bool>? When);
