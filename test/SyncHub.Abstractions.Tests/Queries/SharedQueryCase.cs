using System.Text.Json.Nodes;

namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>A query and what it gives over the rows of its file.</summary>
public sealed record SharedQueryCase
{
    /// <summary>What the case is about.</summary>
    public required string Name { get; init; }

    /// <summary>The wire form.</summary>
    public required JsonObject Query { get; init; }

    /// <summary>The keys of the page, in order.</summary>
    public IReadOnlyList<int> Keys { get; init; } = [];

    /// <summary>How many rows match.</summary>
    public int Total { get; init; }

    /// <summary>Filters that say the same in other words.</summary>
    public IReadOnlyList<JsonObject> Also { get; init; } = [];
}
