using System.Security.Claims;
using System.Security.Cryptography;
using SyncHub.Queries;
using SyncHub.Server.Errors;
using SyncHub.Server.Model;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Authorization;

/// <summary>Judges who may see what of one model. Safe for concurrent use.</summary>
internal sealed class ModelAccess<T>
    where T : class
{
    private readonly ModelQueries<T> _queries;
    private readonly AccessRules<T> _rules;
    private readonly IReadOnlySet<string>? _queryable;
    private readonly AccessScope _whole;

    // Part of the name of conditions in code: what they say may be another thing in another process.
    private readonly string _process = RandomNumberGenerator.GetHexString(16);

    /// <param name="queries">What queries over the model share.</param>
    /// <param name="rules">The application's rules.</param>
    /// <param name="queryable">JSON names of the properties that queries may name; null for all.</param>
    public ModelAccess(ModelQueries<T> queries, AccessRules<T> rules, IReadOnlySet<string>? queryable)
    {
        _queries = queries;
        _rules = rules;
        _queryable = queryable;
        _whole = queryable is null ? AccessScope.Everything : CreateScope("", Filter.Everything, view: null);
    }

    /// <summary>The rows of the change that the feed is at.</summary>
    public EntryRows<T> Rows => field ??= new EntryRows<T>(_queries);

    /// <summary>What somebody may see, or why nothing.</summary>
    /// <exception cref="Exception">A rule threw.</exception>
    public AccessDecision Judge(SessionIdentity identity)
    {
        if (_rules.IsEmpty)
        {
            return _whole;
        }

        var user = identity.Principal;
        var (view, isSeen) = FindView(user);
        if (!isSeen || !_rules.Requirements.All(holds => holds(user)))
        {
            return SyncErrors.NotAllowed(_queries.Name, user);
        }

        // Each rule names its code for itself: of conditions of one name only one would count.
        var rule = new AndFilter([.. _rules.Rows.Select((rows, i) => RuleFilter.Of(rows(user), _queries, () => $"{CodeName(identity)} {i}"))]).Canonicalize();
        var parts = _rules.Parts.Select(part => part(user) ?? "");
        return view is null && rule is EverythingFilter && _rules.Parts.Count == 0
            ? _whole
            : CreateScope(KeyOf([view?.Key ?? "", rule.ToJson(), .. parts]), rule, view);
    }

    // Each with its length, so that no value can pass for a part of another.
    private static string KeyOf(IEnumerable<string> parts) => string.Concat(parts.Select(part => $"{part.Length}:{part}"));

    private AccessScope<T> CreateScope(string key, Filter rule, RowView? view)
    {
        var schema = view is null ? _queries.Schema : _queries.Schema.Restrict(view.Names);
        return new AccessScope<T>(key, rule, view, _queryable is null ? schema : schema.Restrict(_queryable), _queries, Rows);
    }

    private (RowView? View, bool IsSeen) FindView(ClaimsPrincipal user)
    {
        foreach (var (view, when) in _rules.Views)
        {
            if (when is null || when(user))
            {
                return (view, true);
            }
        }

        return (null, _rules.Views.Count == 0);
    }

    // Nobody knows what code looks at: whoever it is for, it is for them alone, as long as they claim the same (an id alone may stand for a
    // user with fewer roles on another connection, or after signing in anew), and only until they are judged again.
    private string CodeName(SessionIdentity identity)
    {
        var who = identity.Principal.FindUserId() is { } id ? $"user {id}" : $"connection {identity.ConnectionId}";
        return $"{_process} {who} {PrincipalPrint.Of(identity.Principal)} {identity.Review.Current}";
    }
}
