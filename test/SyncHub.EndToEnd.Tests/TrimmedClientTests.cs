using System.Diagnostics;
using SyncHub.Server;
using SyncHub.Testing;

namespace SyncHub.EndToEnd.Tests;

/// <summary>A client in a process of its own that has neither reflection for JSON nor code made at run time, against a real server.</summary>
public sealed class TrimmedClientTests
{
    private const string PublishedVariable = "SYNCHUB_TRIMMED_CLIENT";

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Exchange_WithoutReflectionAndDynamicCode_Works()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "../../../../SyncHub.TrimmedClient/bin", Configuration, "net10.0/SyncHub.TrimmedClient.dll");
        await ExchangeAsync("dotnet", Path.GetFullPath(assembly));
    }

    /// <summary>test/run.sh publishes the client and says where; without that there is nothing to test.</summary>
    [PublishedFact]
    public async Task Exchange_Trimmed_Works() =>
        await ExchangeAsync(Path.Combine(Environment.GetEnvironmentVariable(PublishedVariable)!, "SyncHub.TrimmedClient"));

    private static async Task ExchangeAsync(string program, params string[] arguments)
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Card, int>(), new TestServerSettings { Kestrel = true });
        var cards = server.Data<Card, int>();
        await cards.AddAsync(new Card { Id = 1, Title = "a" });
        await cards.AddAsync(new Card { Id = 2, Title = "b", State = CardState.InProgress, Rank = 1, Tags = ["x"] });
        await cards.AddAsync(new Card { Id = 3, Title = "c", State = CardState.Done, Rank = 3, Tags = ["y", "x"] });
        await cards.AddAsync(new Card { Id = 4, Title = "d", State = CardState.Done, Rank = 9, Tags = ["y"] });
        await cards.AddAsync(new Card { Id = 5, Title = "e", State = CardState.Done, Rank = 9, Tags = ["x"] });

        var lines = await RunAsync(program, [.. arguments, server.Url.ToString()], onReady: () => cards.PatchAsync(1, card => { card.Title = "renamed"; }));

        Assert.Equal(
            [
                "reflection False, dynamic code False",
                "entity 1:a:Open::2030-01-02:",
                "collection 3:c:Done:3:2030-01-02:y+x 2:b:InProgress:1:2030-01-02:x",
                "evaluated 3:c:Done:3:2030-01-02:y+x 2:b:InProgress:1:2030-01-02:x",
                "ready",
                "pushed 1:renamed:Open::2030-01-02:",
            ],
            lines);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(string program, IEnumerable<string> arguments, Func<Task> onReady)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        var lines = new List<string>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                lines.Add(line);
                if (line == "ready")
                {
                    await onReady();
                }
            }

            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The client did not end within {Patience}; it said:\n{string.Join('\n', lines)}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Assert.True(process.ExitCode == 0, $"The client failed after\n{string.Join('\n', lines)}\nwith\n{await errors}");
        return lines;
    }

    private sealed class PublishedFactAttribute : FactAttribute
    {
        public PublishedFactAttribute()
        {
            if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(PublishedVariable)))
            {
                Skip = $"{PublishedVariable} does not name a published SyncHub.TrimmedClient; test/run.sh publishes one.";
            }
        }
    }

    private sealed class Card
    {
        public int Id { get; init; }

        public string Title { get; set; } = string.Empty;

        public CardState State { get; init; }

        public int? Rank { get; init; }

        public DateTimeOffset DueAt { get; init; } = new(2030, 1, 2, 0, 0, 0, TimeSpan.Zero);

        public string[] Tags { get; init; } = [];
    }

    private enum CardState
    {
        Open,
        InProgress,
        Done,
    }
}
