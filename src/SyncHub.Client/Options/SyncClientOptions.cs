using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SyncHub.Json;

namespace SyncHub.Client;

/// <summary>How a <see cref="SyncClient"/> behaves. Set everything before the client is made: it is checked then, and later changes are not supported.</summary>
public sealed class SyncClientOptions
{
    private TimeProvider _timeProvider = TimeProvider.System;

    /// <summary>
    /// Gives the access token, or null for none; asked at every connect and sent as <c>Authorization: Bearer</c>. Default: none.
    /// An exception in it fails that attempt, which is retried. Only for clients made from a URL. It is for servers that want to know who
    /// connects; what it gave lasts as long as the connection. <see cref="SecretFactory"/> is for servers that let anybody connect, and both can be set.
    /// </summary>
    public Func<CancellationToken, ValueTask<string?>>? AccessTokenFactory { get; set; }

    /// <summary>
    /// Gives the secret, a token say, that the client signs in with on the running connection; null or empty for not signing in. Default: none.
    /// Asked after every connect, before anything is subscribed to; again in good time before the server's grant ends, which renews it
    /// without a reconnect; and by <see cref="SyncClient.SignInAsync"/>. Where it throws, or takes longer than <see cref="ConnectTimeout"/>,
    /// a connect attempt has failed and a renewal is repeated until the grant has ended. Where the server refuses the secret, the connection
    /// goes on as whose it was before, nobody's say, see <see cref="SyncClient.SignInFailed"/>. Needs a server that knows the hub method <c>Authenticate</c>.
    /// </summary>
    public Func<CancellationToken, ValueTask<string?>>? SecretFactory { get; set; }

    /// <summary>Headers of the WebSocket request. Default: none. Only for clients made from a URL.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The shortest wait before a reconnect attempt. Default: 1 second.</summary>
    public TimeSpan ReconnectBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a reconnect attempt. Default: 30 seconds.</summary>
    public TimeSpan ReconnectMaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many attempts may fail in a row before the client gives up. Default: null, it never gives up.</summary>
    public int? MaxReconnectAttempts { get; set; }

    /// <summary>
    /// How long a subscription is kept after its last handle was released. Default: 1 second;
    /// <see cref="Timeout.InfiniteTimeSpan"/> keeps it as long as the client lives.
    /// </summary>
    public TimeSpan SuspendDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many suspended subscriptions keep their data for a quick return; beyond that the longest unused is forgotten. Default: 1,000.</summary>
    public int MaxSuspended { get; set; } = 1_000;

    /// <summary>How often the server hears from an otherwise silent client. Default: 15 seconds.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the server may be silent before the connection counts as lost. Default: 30 seconds; at least twice the server's own keep-alive interval.</summary>
    public TimeSpan ServerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one attempt to connect may take, greeting and sign-in included; a renewal of the sign-in as well. Default: 15 seconds.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the answer to a mutation is waited for before it is no longer shown, see <see cref="MutationStatus.Unknown"/>. Default: 30 seconds.</summary>
    public TimeSpan MutationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What is kept from one start to the next, to be shown before the connection is there. Default: nothing, for want of a <see cref="SyncCacheOptions.Store"/>.</summary>
    public SyncCacheOptions Cache { get; set; } = new();

    /// <summary>The clock behind all of the client's own timers. Default: the system's.</summary>
    public TimeProvider TimeProvider
    {
        get => _timeProvider;
        set => (_timeProvider, HasTimeProvider) = (value, true);
    }

    /// <summary>
    /// How entity bodies are read. Default: <see cref="EntityJson.CreateOptions()"/>. In a trimmed or natively compiled application, which has no
    /// contracts by reflection, they come from a source-generated context: <c>EntityJson.CreateOptions(AppJsonContext.Default)</c>.
    /// </summary>
    public JsonSerializerOptions EntityJsonOptions { get; set; } = JsonContracts.CreateDefaultOptions();

    /// <summary>Where the client logs. Default: null, nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Where the meter <c>SyncHub.Client</c> comes from. Default: null, one that lives as long as the process.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>Where events are raised, a UI's context say. Default: null, the thread pool. They come one at a time and in order either way.</summary>
    public SynchronizationContext? SynchronizationContext { get; set; }

    internal bool HasTimeProvider { get; private set; }

    internal Dictionary<Type, SyncModelOptions> Models { get; } = [];

    /// <summary>Sets what is special about one model. Called again for the same type, it adds to what was set before.</summary>
    /// <typeparam name="T">The entity's type.</typeparam>
    public SyncClientOptions Model<T>(Action<SyncModelOptions> configure)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(configure);
        if (!Models.TryGetValue(typeof(T), out var model))
        {
            Models[typeof(T)] = model = new SyncModelOptions { Name = typeof(T).Name };
        }

        configure(model);
        return this;
    }
}
