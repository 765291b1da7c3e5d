using SyncHub.Client.Tests.Scripted;
using SyncHub.Testing;

namespace SyncHub.Client.Tests.Stores;

/// <summary>A store, and clients that use it one after the other.</summary>
internal sealed class StoreScene
{
    public static readonly TimeSpan SaveDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Far beyond every delay that tests wait for.</summary>
    public static readonly TimeSpan StoreTimeout = TimeSpan.FromDays(2);

    public ScriptedStore Store { get; } = new();

    public LogLines Log { get; } = new();

    /// <summary>Who uses the application.</summary>
    public string? User { get; set; }

    public ScriptedClient Client(Action<SyncClientOptions>? configure = null) => new(options =>
    {
        options.LoggerFactory = Log;
        options.Cache.Store = Store;
        options.Cache.StoreTimeout = StoreTimeout;
        options.Cache.User = () => User;
        configure?.Invoke(options);
    });

    /// <summary>A client whose connection is not made before <paramref name="open"/> completes.</summary>
    public ScriptedClient Offline(Task open, Action<SyncClientOptions>? configure = null)
    {
        var scripted = Client(configure);
        scripted.Server.OnStart = (_, cancellationToken) => open.WaitAsync(cancellationToken);
        return scripted;
    }

    public ValueTask PutAsync(ScriptedClient scripted, string text, int id = 1, string? user = null) =>
        Store.PutAsync(ScriptedStore.KeyOf(id), ScriptedStore.Entry($$"""{"id":{{id}},"text":"{{text}}"}""", scripted.Time.GetUtcNow(), user: user));

    /// <summary>Lets the gathering of changes end, and what was gathered be stored.</summary>
    public async Task SaveAsync(ScriptedClient scripted)
    {
        await scripted.Time.WhenTimerArmedAsync(SaveDelay).Within();
        scripted.Time.Advance(SaveDelay);
        await Store.WhenDoneAsync("set");
    }
}
