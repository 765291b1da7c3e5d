namespace SyncHub.LoadTest.Contracts.LiveQueries;

/// <summary>With what filters the live queries find their rows.</summary>
internal enum LiveShape
{
    /// <summary><c>roomId $eq</c>: a room each.</summary>
    Equality,

    /// <summary><c>likes $gte … $lt</c>: ranges that share nothing.</summary>
    Ranges,

    /// <summary>Half of them each.</summary>
    Mixed,

    /// <summary><c>likes $gte</c>: all over the same rows, for their memory.</summary>
    Nested,

    /// <summary>No filter: by the server's rules everybody sees the room that is named like them.</summary>
    Ruled,
}

internal static class LiveShapeExtensions
{
    /// <summary>The filter, as a reader of the report is told of it.</summary>
    public static string Filter(this LiveShape shape) => shape switch
    {
        LiveShape.Equality => "`roomId $eq`",
        LiveShape.Ranges => "`likes $gte … $lt`, ranges that share nothing",
        LiveShape.Mixed => "half of the queries `roomId $eq`, half `likes $gte … $lt`",
        LiveShape.Ruled => "no filter, the server's row rule",
        _ => "`likes $gte`",
    };
}
