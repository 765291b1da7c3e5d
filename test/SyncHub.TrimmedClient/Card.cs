namespace SyncHub.TrimmedClient;

/// <summary>The model of the exchange. The server has a type of its own for it.</summary>
public sealed record Card(int Id, string Title, CardState State, int? Rank, DateTimeOffset DueAt, string[] Tags);

/// <summary>An enum: what a source-generated context would write as a number.</summary>
public enum CardState
{
    /// <summary>Yet to be done.</summary>
    Open,

    /// <summary>Somebody does it.</summary>
    InProgress,

    /// <summary>Done.</summary>
    Done,
}
