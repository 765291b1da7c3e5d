using SyncHub.Client.Collections;

namespace SyncHub.Client.Mutations;

/// <summary>What a query says about rows, on this side of the wire.</summary>
internal interface IRowJudge
{
    /// <summary>Whether a row is one that the query asks for; null where that cannot be told here.</summary>
    bool? Matches(CollectionRow row);

    /// <summary>Which of two rows comes first in the query's order, leaving the key aside; null where that cannot be told here.</summary>
    int? Compare(CollectionRow left, CollectionRow right);
}
