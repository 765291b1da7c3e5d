using SyncHub.Client.Tests.Scripted;

namespace SyncHub.Client.Tests.SignIn;

/// <summary>What the application would sign in with, and what the server says to it.</summary>
internal sealed class SecretSource
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The secret for the question with this number, from 1 on; throw to fail.</summary>
    public Func<int, string?> Give { get; set; } = asked => $"t{asked}";

    /// <summary>A client that signs in with what this gives, and gets grants of the life given.</summary>
    public ScriptedClient Client(TimeSpan? life = null, Action<SyncClientOptions>? configure = null)
    {
        var scripted = new ScriptedClient(options =>
        {
            options.SecretFactory = cancellationToken =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                return ValueTask.FromResult(Give(Interlocked.Increment(ref _asked)));
            };
            configure?.Invoke(options);
        });
        scripted.Server.OnAuthenticate = _ => Task.FromResult(Grant(scripted, life));
        return scripted;
    }

    public static AuthenticateResponse Grant(ScriptedClient scripted, TimeSpan? life) =>
        new() { Ok = true, ExpiresAt = scripted.Time.GetUtcNow() + life };
}
