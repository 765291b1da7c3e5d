using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using SyncHub.Client.Collections;
using SyncHub.Client.Handles;
using SyncHub.Queries;
using SyncHub.Queries.Evaluation;

namespace SyncHub.Client.Mutations;

/// <summary>Judges rows as the server would: read into the type that the query was written for. The loop's alone.</summary>
internal sealed class RowJudge<T>(Query query, JsonTypeInfo<T> contract) : IRowJudge
    where T : class
{
    private static readonly QueryEvaluator<T> Evaluator = new();

    private readonly ConditionalWeakTable<CollectionRow, StrongBox<T?>> _read = [];
    private Func<T, bool>? _matches;
    private IComparer<T>? _order;

    public bool? Matches(CollectionRow row)
    {
        try
        {
            return Read(row) is { } entity ? (_matches ??= Evaluator.ToPredicate(query.Filter))(entity) : null;
        }
#pragma warning disable CA1031 // The application's getters may throw anything; the server will have the answer.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    public int? Compare(CollectionRow left, CollectionRow right)
    {
        try
        {
            return Read(left) is { } one && Read(right) is { } other ? (_order ??= Evaluator.ToComparer(query.Order)).Compare(one, other) : null;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private T? Read(CollectionRow row) =>
        _read.GetValue(row, unread => new StrongBox<T?>(BodyReader.Read(unread.Body, contract, string.Empty, unread.Key).Entity)).Value;
}
