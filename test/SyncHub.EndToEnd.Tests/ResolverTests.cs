using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client;
using SyncHub.Server;

namespace SyncHub.EndToEnd.Tests;

/// <summary>The typed client against handlers of the application: rows of several kinds, notifications, a break, and messages of its own.</summary>
public sealed class ResolverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task SubscribeRows_HandlerPushesSeveralRows_FollowsNotificationsAndSurvivesABreak()
    {
        await using var scene = await Scene.StartAsync(more: server => server.AddResolver("report", (key, context, rows, _) =>
        {
            var notes = context.Services.GetRequiredService<DataSet<Note, int>>();
            rows.Add("report", new { key, notes = notes.Find(_ => true).Count });
            foreach (var note in notes.Find(_ => true).OrderBy(note => note.Id))
            {
                rows.Add(note);
            }

            return Task.CompletedTask;
        }));
        await scene.Notes.AddAsync(new Note { Id = 1 });
        var (client, factory) = scene.Connect();
        await using var report = client.SubscribeRows("report", "all");

        await WhenAsync(report, "report note");
        await scene.Notes.AddAsync(new Note { Id = 2 });
        await scene.Server.Services.GetRequiredService<ISyncNotifier>().NotifyChangedAsync("report", "all");
        await WhenAsync(report, "report note note");
        Assert.Equal(2, report.DataOrDefault![2].Get<Note>().Id);

        await factory.WhenConnectedAsync(1);
        factory.Link.Drop();
        await scene.Notes.AddAsync(new Note { Id = 3 });
        await scene.Server.Services.GetRequiredService<ISyncNotifier>().NotifyAllChangedAsync("report");
        await WhenAsync(report, "report note note note");
    }

    [Fact]
    public async Task SendAsync_HandlerReplies_MessageArrives()
    {
        await using var scene = await Scene.StartAsync(more: server => server.AddMessageHandler<Echo>());
        var (client, _) = scene.Connect();
        var received = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.MessageReceived += (_, message) => received.TrySetResult(message.Get<string>());

        await client.SendAsync("ping");

        Assert.Equal("ping to you", await received.Task.WaitAsync(Patience));
    }

    private static async Task WhenAsync(LiveRows rows, string models)
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var state in rows.States(patience.Token))
        {
            if (state is SyncState<IReadOnlyList<SyncRow>>.Synced synced && string.Join(' ', synced.Data.Select(row => row.Model.ToLowerInvariant())) == models)
            {
                return;
            }
        }
    }

    private sealed class Echo : ISyncMessageHandler
    {
        public Task HandleAsync(Server.Messages.SyncMessage message, CancellationToken cancellationToken) =>
            message.ReplyAsync($"{message.Payload.GetString()} to you");
    }
}
