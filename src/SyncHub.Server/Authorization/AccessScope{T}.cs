using System.Collections.Immutable;
using SyncHub.Json;
using SyncHub.Queries;
using SyncHub.Server.Log;
using SyncHub.Server.Model;

namespace SyncHub.Server.Authorization;

/// <inheritdoc/>
/// <param name="key">What tells the scope from others of the model.</param>
/// <param name="rule">Which rows; canonical.</param>
/// <param name="view">How much of each; null for all.</param>
/// <param name="schema">What queries may name.</param>
/// <param name="queries">Evaluates the rule.</param>
/// <param name="rows">The rows of the change that the feed is at.</param>
/// <typeparam name="T">The type of the entities.</typeparam>
internal sealed class AccessScope<T>(string key, Filter rule, RowView? view, QuerySchema schema, ModelQueries<T> queries, EntryRows<T> rows) : AccessScope(key)
    where T : class
{
    // When a group is judged for, not with the scope: most scopes are made only to be compared with another.
    private Func<Data.Row<T>, bool> Allowed => field ??= queries.Matches(rule);

    public override RowView? View => view;

    public override RowSight Judge(LogEntry entry)
    {
        if (rule is EverythingFilter)
        {
            return base.Judge(entry);
        }

        var (before, after) = rows.Of(entry);
        return new RowSight(entry.IsWhole || (before is not null && Allowed(before)), after is not null && Allowed(after));
    }

    public override bool Allows(SyncKey key, RawJson body) => rule is EverythingFilter || Allowed(queries.RowOf(key, body));

    public override Query Restrict(Query query)
    {
        if (!schema.Covers(query))
        {
            // It was read for somebody who could see more.
            throw new SyncException(Errors.SyncErrors.HiddenProperties(queries.Name));
        }

        return rule is EverythingFilter
            ? query
            : Query.Create(queries.Schema, new AndFilter(ImmutableArray.Create(query.Filter, rule)), query.Order, query.Top, query.Skip, query.Total, QueryLimitsOf(query));
    }

    /// <summary>What queries may name.</summary>
    public QuerySchema Schema => schema;

    // What the client may ask was checked when its query was read.
    private static QueryLimits QueryLimitsOf(Query query) => QueryLimits.Default with { Top = query.Top ?? 0, Skip = query.Skip };
}
