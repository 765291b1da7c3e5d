using SyncHub.Client.Subscriptions;
using SyncHub.Protocol;

namespace SyncHub.Client.Resolvers;

/// <summary>What answers and pushes make of a resolver's rows: each replaces them all.</summary>
internal sealed class RowsRules : ContentRules
{
    private RowsRules()
    {
    }

    public static RowsRules Instance { get; } = new();

    protected override string Kind => Subscribed.ResolverKind;

    public override SubscriptionContent? Apply(SubscriptionContent held, object push, out string? unusable)
    {
        if (push is RowsChanged changed)
        {
            return Next((RowsContent)held, changed.Rows, changed.Version, out unusable);
        }

        unusable = $"a {push.GetType().Name} that is none of a resolver";
        return null;
    }

    protected override SubscriptionContent? Snapshot(SubscriptionContent? held, Subscribed answer, out string? unusable) =>
        Next((RowsContent?)held, answer.Rows, answer.Version, out unusable);

    protected override SubscriptionContent? Delta(SubscriptionContent held, Subscribed answer, out string? unusable)
    {
        unusable = "a delta, which a resolver does not have";
        return null;
    }

    private static RowsContent? Next(RowsContent? held, IReadOnlyList<ResolverRow>? rows, SyncVersion version, out string? unusable)
    {
        if (rows is null || rows.Any(row => row is null || row.Data.IsAbsent))
        {
            unusable = "a resolver's answer without rows, or with one that is null";
            return null;
        }

        unusable = null;
        return held is not null && held.Rows.SequenceEqual(rows)
            ? held with { Version = version }
            : new RowsContent([.. rows], version);
    }
}
