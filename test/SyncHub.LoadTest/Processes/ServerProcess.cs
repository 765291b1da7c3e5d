using System.Net.Http.Json;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.LoadTest.Server;
using SyncHub.LoadTest.Server.LiveQueries;

namespace SyncHub.LoadTest.Processes;

/// <summary>The server process, seen from the coordinator.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    private ServerProcess(ChildProcess process, Uri url)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(120) };
    }

    public Uri Url => _http.BaseAddress!;

    /// <param name="options">What differs from the usual server.</param>
    /// <param name="cancellation">Ends the wait for the start.</param>
    public static async Task<ServerProcess> StartAsync(ServerOptions options, CancellationToken cancellation)
    {
        var process = ChildProcess.Start(Roles.Server, serverGarbageCollector: true, [.. options.Arguments]);
        try
        {
            return new ServerProcess(process, new Uri(await process.ReadLineAsync(StartTimeout, cancellation)));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public Task SeedAsync(Target target, int count, CancellationToken cancellation) =>
        PostAsync<ServerStats>(ControlEndpoints.Seed, new SeedRequest(target, count), cancellation);

    public Task<Publication> PublishAsync(PublishRequest request, CancellationToken cancellation) =>
        PostAsync<Publication>(ControlEndpoints.Publish, request, cancellation);

    public Task SeedAsync(LiveSeedRequest request, CancellationToken cancellation) =>
        PostAsync<ServerStats>(LiveEndpoints.Seed, request, cancellation);

    public Task<LiveWritten> WriteAsync(LiveWriteRequest request, CancellationToken cancellation) =>
        PostAsync<LiveWritten>(LiveEndpoints.Write, request, cancellation);

    public Task<LiveWritten> WriteAsync(LivePaceRequest request, CancellationToken cancellation) =>
        PostAsync<LiveWritten>(LiveEndpoints.Pace, request, cancellation);

    /// <summary>The figures before and after a time without writes.</summary>
    public Task<LiveWritten> IdleAsync(TimeSpan duration, CancellationToken cancellation) =>
        PostAsync<LiveWritten>(LiveEndpoints.Idle, new IdleRequest(duration.TotalMilliseconds), cancellation);

    public Task<AcknowledgementPort> AcknowledgeAsync(CancellationToken cancellation) =>
        PostAsync<AcknowledgementPort>(LiveEndpoints.Acknowledge, new object(), cancellation);

    /// <summary>The figures as they are.</summary>
    public Task<ServerStats> StatsAsync(CancellationToken cancellation) =>
        PostAsync<ServerStats>(ControlEndpoints.Stats, new object(), cancellation);

    /// <summary>The figures after a full, compacting collection.</summary>
    public Task<ServerStats> CollectAsync(CancellationToken cancellation) =>
        PostAsync<ServerStats>(ControlEndpoints.Collect, new object(), cancellation);

    public Task<ServerEnvironment> EnvironmentAsync(CancellationToken cancellation) =>
        PostAsync<ServerEnvironment>(ControlEndpoints.Environment, new object(), cancellation);

    /// <summary>Ends the process at once, so that it can neither say nor save anything.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellation)
        where T : class
    {
        using var response = await _http.PostAsJsonAsync(path, body, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(cancellation);
            throw new InvalidOperationException($"The server answered POST {path} with {(int)response.StatusCode}: {text}");
        }

        return await response.Content.ReadFromJsonAsync<T>(cancellation)
            ?? throw new InvalidOperationException($"The server answered POST {path} with nothing.");
    }
}
