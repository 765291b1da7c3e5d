namespace SyncHub.Client;

/// <summary>What is special about one model, see <see cref="SyncClientOptions.Model{T}"/>.</summary>
public sealed class SyncModelOptions
{
    /// <summary>The model's name on the server. Default: the type's name without its namespace.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>How long a subscription of this model is kept after its last handle was released. Default: null, as <see cref="SyncClientOptions.SuspendDelay"/> says.</summary>
    public TimeSpan? SuspendDelay { get; set; }
}
