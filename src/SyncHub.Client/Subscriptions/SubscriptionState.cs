namespace SyncHub.Client.Subscriptions;

internal enum SubscriptionPhase
{
    Connecting,
    Cached,
    Synced,
    Suspended,
    Error,
}

/// <summary>
/// All there is to know about one subscription. Immutable; <see cref="SubscriptionReducer"/> makes the next one.
/// Connecting has no content; Cached, Synced and Suspended have; Error may.
/// </summary>
internal sealed record SubscriptionState
{
    /// <summary>Unique within the client, the stem of its request ids.</summary>
    public required string Id { get; init; }

    /// <summary>How answers and pushes are read.</summary>
    public required ContentRules Rules { get; init; }

    public SubscriptionPhase Phase { get; init; }

    public WireLink Link { get; init; } = WireLink.None;

    public SubscriptionContent? Content { get; init; }

    public SyncError? Error { get; init; }

    /// <summary>Whether any handle is held.</summary>
    public bool IsObserved { get; init; } = true;

    /// <summary>How many requests have been made; the last one's id derives from it.</summary>
    public int Requests { get; init; }

    /// <summary>The number of the last request that was answered; 0 where none was. What the server says unasked does not count.</summary>
    public int AnsweredRequest { get; init; }

    /// <summary>Consecutive answers that could not be used, or that said to try again.</summary>
    public int Failures { get; init; }

    /// <summary>The content is not to be built upon: the next request asks for a snapshot.</summary>
    public bool NeedsSnapshot { get; init; }

    public string RequestId => $"{Id}.{Requests}";
}

/// <summary>Where a subscription stands with the server.</summary>
internal abstract record WireLink
{
    private WireLink()
    {
    }

    public static WireLink None { get; } = new Offline();

    /// <summary>The id that the server may hold for this subscription.</summary>
    public virtual string? SubscriptionId => null;

    /// <summary>There is no connection.</summary>
    public sealed record Offline : WireLink;

    /// <summary>Connected, and nothing asked for: suspended, refused, or waiting to ask again.</summary>
    public sealed record Idle : WireLink;

    /// <summary>The answer to the last request is awaited, or a fresh start that the server has promised.</summary>
    public sealed record Awaiting(string? HeldId) : WireLink
    {
        public override string? SubscriptionId => HeldId;
    }

    /// <summary>Live under this id.</summary>
    public sealed record Held(string Id) : WireLink
    {
        public override string? SubscriptionId => Id;
    }
}
