using System.Globalization;

namespace SyncHub.LoadTest.Contracts.Cluster;

/// <summary>
/// What each client of a node follows: so many rooms of its own, in each of which it follows one row as an entity, and all rows as a live collection.
/// Row <c>i</c> is in room <c>i / RowsPerRoom</c>.
/// </summary>
/// <param name="FirstClient">The number of the first client.</param>
/// <param name="Pairs">How many rooms each client has.</param>
/// <param name="CollectionModel">The model of the collections; that of the entities is always <see cref="ItemModel"/>.</param>
internal sealed record HeldPlan(int FirstClient, int Pairs, string CollectionModel)
{
    public const string ItemModel = "LoadItem";

    /// <summary>A model of its own with the same rows, so that reads for collections are counted apart.</summary>
    public const string RoomModel = "RoomItem";

    public const int RowsPerRoom = 3;

    /// <summary>How many subscriptions a client has.</summary>
    public int SubscriptionsPerClient => 2 * Pairs;

    public static string RoomId(int room) => string.Create(CultureInfo.InvariantCulture, $"room-{room:D6}");

    public static int RoomOf(int row) => row / RowsPerRoom;

    /// <summary>The row of a room that is followed as an entity.</summary>
    public static int EntityOf(int room) => room * RowsPerRoom;

    /// <summary>A room's keys, in their order.</summary>
    public static IEnumerable<string> KeysOf(int room) => Enumerable.Range(room * RowsPerRoom, RowsPerRoom).Select(ItemKeys.Of);

    public IEnumerable<int> RoomsOf(int client) => Enumerable.Range((FirstClient + client) * Pairs, Pairs);
}
