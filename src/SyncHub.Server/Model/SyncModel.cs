using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using SyncHub.Queries;
using SyncHub.Server.Authorization;
using SyncHub.Server.Collections;
using SyncHub.Server.Schema;
using SyncHub.Server.Sessions;

namespace SyncHub.Server.Model;

/// <summary>What a registered model is: validated once, then unchanged.</summary>
public abstract class SyncModel
{
    private protected SyncModel()
    {
    }

    /// <summary>The model's name on the wire.</summary>
    public required string Name { get; init; }

    /// <summary>The JSON property of a body that holds its key.</summary>
    public required string KeyName { get; init; }

    /// <summary>Short text that changes whenever the shape of the bodies changes; part of the wire epoch.</summary>
    public required string SchemaHash { get; init; }

    /// <summary>How long and how many changes the log keeps.</summary>
    public required ChangeRetention Retention { get; init; }

    /// <summary>How long pushes are held back to leave merged.</summary>
    public required Debounce Debounce { get; init; }

    /// <summary>What keys look like, for error messages: "a Guid as a string", say.</summary>
    public abstract string KeyDescription { get; }

    /// <summary>The type of the entities.</summary>
    public abstract Type EntityType { get; }

    /// <summary>What can be told of the model's bodies and keys, whoever asks.</summary>
    internal abstract ModelShape Shape { get; }

    /// <summary>Reads a live collection's query from the wire, or says what is wrong with it: what the scope does not show cannot be named.</summary>
    /// <exception cref="SyncException">The query does not fit the model, or is beyond a limit.</exception>
    internal abstract Query ReadQuery(AccessScope scope, JsonElement filter, JsonElement order, int? top, int skip, bool total, QueryLimits limits);

    /// <summary>What somebody may see of the model, or why nothing.</summary>
    /// <exception cref="Exception">One of the application's rules threw.</exception>
    internal abstract AccessDecision Judge(SessionIdentity identity);

    /// <summary>Compiles what a query needs; to be called off the feed's loop.</summary>
    internal abstract void Prepare(Query query);

    /// <summary>Creates the live queries of this model for a feed; null where its source answers none.</summary>
    internal abstract LiveQueries? CreateLiveQueries(LiveQueryHost host);

    /// <summary>Reads a key from the wire into its canonical form; false where it is not a key of this model.</summary>
    public abstract bool TryParseKey(JsonElement json, [NotNullWhen(true)] out SyncKey? key);
}
