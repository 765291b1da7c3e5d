namespace SyncHub.Protocol;

/// <summary>The HTTP headers that tie a write of the application's own API to what a client shows meanwhile.</summary>
public static class MutationHeaders
{
    /// <summary>On the request: the client's name for the write, 1 to <see cref="MaxIdLength"/> visible ASCII characters. Its pushes carry it.</summary>
    public const string Mutation = "SyncHub-Mutation";

    /// <summary>On the response: a <see cref="MutationResult"/>.</summary>
    public const string Result = "SyncHub-Mutation-Result";

    /// <summary>How long an id may be.</summary>
    public const int MaxIdLength = 64;

    /// <summary>Whether a text can be a mutation's id.</summary>
    public static bool IsId(string? id) => id is { Length: > 0 and <= MaxIdLength } && id.All(character => character is > ' ' and <= '~');
}
