using System.Globalization;

namespace SyncHub.LoadTest.Contracts.LiveQueries;

/// <summary>
/// Rows in groups of one size, a live query for each group, and the writes to them. Server and clients compute from it what the other
/// does: so a client knows what each push must say.
/// </summary>
/// <param name="Shape">With what filters the queries find their groups.</param>
/// <param name="Queries">How many queries, and groups.</param>
/// <param name="RowsPerQuery">How many rows each group has.</param>
internal sealed record LivePlan(LiveShape Shape, int Queries, int RowsPerQuery)
{
    public const string Model = "Message";
    public const int Top = 50;

    /// <summary>How many values of <c>likes</c> belong to a group; a write changes to another of them.</summary>
    public const int LikesPerGroup = 10;

    // A prime, so that writes go round all groups, far from those of the writes before them.
    private const long Stride = 7919;

    public int Rows => Queries * RowsPerQuery;

    /// <summary>How many rows a query's page has.</summary>
    public int RowsPerPage => Math.Min(RowsPerQuery, Top);

    public static string RowId(int row) => string.Create(CultureInfo.InvariantCulture, $"row-{row:D8}");

    public static int RowOf(string id) => int.Parse(id.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture);

    public static string RoomId(int group) => string.Create(CultureInfo.InvariantCulture, $"room-{group:D6}");

    /// <summary>Whether each query has rows that no other has.</summary>
    public bool IsPrivate => Shape != LiveShape.Nested;

    public int GroupOf(int row) => row / RowsPerQuery;

    /// <summary>The write of a number: it takes a group's oldest row to the top.</summary>
    public LiveWrite WriteAt(int number)
    {
        var group = (int)(number * Stride % Queries);
        return new LiveWrite(number, group, (group * RowsPerQuery) + (number / Queries % RowsPerQuery));
    }

    /// <summary>The row that stands at an index of a group's list when a given one is the newest.</summary>
    public int RowBelow(int newest, int index)
    {
        var first = GroupOf(newest) * RowsPerQuery;
        return first + ((newest - first - index + RowsPerQuery) % RowsPerQuery);
    }

    /// <summary>The queries that a connection follows, out of so many connections.</summary>
    public IEnumerable<int> QueriesOf(int connection, int connections)
    {
        for (var query = connection; query < Queries; query += connections)
        {
            yield return query;
        }
    }

    /// <summary>One entry of a <c>SubscribeMany</c>'s <c>collections</c>; its request id is the query's number.</summary>
    public string Request(int query) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"requestId":"{{query}}","model":"{{Model}}","filter":{{Filter(query)}},"order":{"createdAt":"DESC"},"top":{{Top}}}""");

    private string Filter(int query) => Shape switch
    {
        LiveShape.Equality => Equality(query),
        LiveShape.Ranges => Range(query),
        LiveShape.Ruled => "{}",
        LiveShape.Mixed => query % 2 == 0 ? Equality(query) : Range(query),
        _ => string.Create(CultureInfo.InvariantCulture, $$$"""{"likes":{"$gte":{{{query}}}}}"""),
    };

    private static string Equality(int group) => $$$"""{"roomId":{"$eq":"{{{RoomId(group)}}}"}}""";

    private static string Range(int group) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"likes":{"$gte":{{{group * LikesPerGroup}}},"$lt":{{{(group + 1) * LikesPerGroup}}}}}""");
}

/// <summary>One write.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Group">The group that it touches.</param>
/// <param name="Row">The row that it changes.</param>
internal readonly record struct LiveWrite(int Number, int Group, int Row);
