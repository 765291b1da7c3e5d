using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Protocol;
using SyncHub.Server.Log;
using SyncHub.Server.Model;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Mutations;

/// <summary>Requests that name a mutation, through a real pipeline.</summary>
public sealed class MutationMiddlewareTests
{
    [Fact]
    public async Task Write_InARequestThatNamesAMutation_CarriesTheNameAndIsToldOf()
    {
        await using var scene = await Scene.StartAsync(scene => scene.Items.AddAsync(new Item(1, "a")));
        using var response = await scene.SendAsync("m1");

        var version = Assert.Single(ResultOf(response)!.Versions);
        Assert.Equal(("Item", 1L), (version.Key, version.Value.Seq));
        Assert.Equal("m1", (await scene.EntriesAsync()).Single().MutationId);
    }

    [Fact]
    public async Task Write_InARequestThatNamesNone_CarriesNoneAndIsNotToldOf()
    {
        await using var scene = await Scene.StartAsync(scene => scene.Items.AddAsync(new Item(1, "a")));
        using var response = await scene.SendAsync();

        Assert.False(response.Headers.Contains(MutationHeaders.Result));
        Assert.Null((await scene.EntriesAsync()).Single().MutationId);
        Assert.Null(MutationScope.Current);
    }

    [Fact]
    public async Task Write_SeveralCommits_TheLastPositionIsTold()
    {
        await using var scene = await Scene.StartAsync(async scene =>
        {
            for (var id = 1; id <= 3; id++)
            {
                await scene.Items.AddAsync(new Item(id, "a"));
            }
        });
        using var response = await scene.SendAsync("m1");

        Assert.Equal(3, ResultOf(response)!.Versions["Item"].Seq);
        Assert.Equal(["m1", "m1", "m1"], (await scene.EntriesAsync()).Select(entry => entry.MutationId));
    }

    [Fact]
    public async Task Write_InATaskThatTheHandlerAwaits_CarriesTheName()
    {
        await using var scene = await Scene.StartAsync(scene => Task.Run(() => scene.Items.AddAsync(new Item(1, "a"))));
        using var response = await scene.SendAsync("m1");

        Assert.Equal(1, ResultOf(response)!.Versions["Item"].Seq);
    }

    [Fact]
    public async Task Write_WithANameOfItsOwn_KeepsIt()
    {
        await using var scene = await Scene.StartAsync(scene => scene.Items.CommitAsync(batch => batch.Add(new Item(1, "a")), "its own"));
        using var response = await scene.SendAsync("m1");

        Assert.Equal("its own", (await scene.EntriesAsync()).Single().MutationId);
        Assert.Equal(1, ResultOf(response)!.Versions["Item"].Seq);
    }

    [Fact]
    public async Task Write_ChangesNothing_HeadIsTold()
    {
        await using var scene = await Scene.StartAsync(scene => scene.Items.PatchAsync(1, item => item with { Text = "a" }));
        await scene.Items.AddAsync(new Item(1, "a"));
        await scene.Items.AddAsync(new Item(2, "b"));
        using var response = await scene.SendAsync("m1");

        Assert.Equal(2, ResultOf(response)!.Versions["Item"].Seq);
        Assert.Equal(2, (await scene.EntriesAsync()).Count);
    }

    [Fact]
    public async Task Write_ChangesNothingInALogWithoutEntries_HeadIsTold()
    {
        await using var scene = await Scene.StartAsync(scene => scene.Items.CommitAsync(_ => { }));
        using var response = await scene.SendAsync("m1");

        Assert.Equal(0, ResultOf(response)!.Versions["Item"].Seq);
    }

    [Fact]
    public async Task Handler_WritesNothing_NoModelIsTold()
    {
        await using var scene = await Scene.StartAsync(_ => Task.CompletedTask);
        using var response = await scene.SendAsync("m1");

        Assert.Empty(ResultOf(response)!.Versions);
    }

    [Fact]
    public async Task Handler_Throws_WhatItWroteBeforeIsLoggedUnderTheName()
    {
        await using var scene = await Scene.StartAsync(async scene =>
        {
            await scene.Items.AddAsync(new Item(1, "a"));
            throw new InvalidOperationException("Too late.");
        });
        using var response = await scene.SendAsync("m1");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("m1", (await scene.EntriesAsync()).Single().MutationId);
    }

    [Fact]
    public async Task Requests_AtTheSameTime_DoNotMixTheirNames()
    {
        var next = 0;
        await using var scene = await Scene.StartAsync(async scene =>
        {
            await Task.Yield();
            await scene.Items.AddAsync(new Item(Interlocked.Increment(ref next), MutationScope.Current!.Id));
        });
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            using var response = await scene.SendAsync($"m{number}");
            return (Id: $"m{number}", ResultOf(response)!.Versions["Item"].Seq);
        }));

        var entries = await scene.EntriesAsync();
        Assert.All(results, result => Assert.Equal(result.Id, entries[(int)result.Seq - 1].MutationId));
        Assert.All(entries, entry => Assert.Contains($"\"{entry.MutationId}\"", entry.Change.After.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two words")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task Header_ThatIsNone_Is400AndNothingIsWritten(string id)
    {
        await using var scene = await Scene.StartAsync(scene => scene.Items.AddAsync(new Item(1, "a")));
        using var response = await scene.SendAsync(id);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("SyncHub-Mutation", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await scene.EntriesAsync());
    }

    [Fact]
    public async Task Hub_RequestNamesAMutation_IsNoneOfIt()
    {
        // What is called over a connection later is not the write that its first request speaks of.
        await using var scene = await Scene.StartAsync(_ => Task.CompletedTask);
        using var response = await scene.PostAsync("/sync/negotiate?negotiateVersion=1", "m1");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains(MutationHeaders.Result));
    }

    [Fact]
    public async Task Header_SentTwice_Is400()
    {
        await using var scene = await Scene.StartAsync(_ => Task.CompletedTask);
        using var response = await scene.SendAsync("m1", "m2");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Rule_Throws_WriteIsDoneAndNoPositionIsTold()
    {
        await using var scene = await Scene.StartAsync(
            scene => scene.Items.AddAsync(new Item(1, "a")),
            model => model.Access(access => access.Rows(_ => throw new InvalidOperationException("A rule of the application's."))));
        using var response = await scene.SendAsync("m1");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains(MutationHeaders.Result));
        Assert.Equal("m1", (await scene.EntriesAsync()).Single().MutationId);
        Assert.Contains(scene.Server.Logs, line => line.Contains("Item", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Model_CallerMayNotSee_NothingIsToldRatherThanThatItWasNotWrittenTo()
    {
        await using var scene = await Scene.StartAsync(
            scene => scene.Items.AddAsync(new Item(1, "a")), model => model.Access(access => access.Require(_ => false)));
        using var response = await scene.SendAsync("m1");

        Assert.False(response.Headers.Contains(MutationHeaders.Result));
    }

    [Fact]
    public async Task Write_ToldLater_AnswerWaitsForIt()
    {
        var publication = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var expected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        MutationScope? write = null;
        await using var scene = await Scene.StartAsync(_ =>
        {
            write = MutationScope.Current!;
            write.Expect(publication.Task);
            expected.SetResult();
            return Task.CompletedTask;
        });
        var sending = scene.SendAsync("m1");
        await expected.Task.WaitAsync(TimeSpan.FromSeconds(20));
        write!.Note("Item", new LogHead("epoch", 7, DateTimeOffset.UnixEpoch));
        Assert.False(sending.IsCompleted);
        publication.SetResult();

        using var response = await sending;
        Assert.Equal(7, ResultOf(response)!.Versions["Item"].Seq);
    }

    [Fact]
    public async Task Write_ToldLaterFails_NothingIsTold()
    {
        await using var scene = await Scene.StartAsync(_ =>
        {
            MutationScope.Current!.Note("Item", new LogHead("epoch", 7, DateTimeOffset.UnixEpoch));
            MutationScope.Current.Expect(Task.FromException(new InvalidOperationException("The log is down.")));
            return Task.CompletedTask;
        });
        using var response = await scene.SendAsync("m1");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains(MutationHeaders.Result));
        Assert.Contains(scene.Server.Logs, line => line.Contains("m1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_ToldTooLate_NothingIsTold()
    {
        var time = new ManualTimeProvider();
        await using var scene = await Scene.StartAsync(
            _ =>
            {
                MutationScope.Current!.Expect(new TaskCompletionSource().Task);
                return Task.CompletedTask;
            },
            time: time);
        var sending = scene.SendAsync("m1");
        await time.WhenTimerArmedAsync(due => due == TimeSpan.FromSeconds(5)).WaitAsync(TimeSpan.FromSeconds(20));
        time.Advance(TimeSpan.FromSeconds(5));

        using var response = await sending;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains(MutationHeaders.Result));
    }

    [Theory]
    [InlineData("""{"versions":{"Ä":{"seq":7,"epoch":"e\"1","timestamp":"2026-11-22T10:00:00.0000000Z"}}}""", true)]
    [InlineData("""{"versions":{}}""", true)]
    [InlineData("""{"versions":null}""", false)]
    [InlineData("""{"versions":{"a":{"seq":7}}}""", false)]
    [InlineData("{}", false)]
    [InlineData("null", false)]
    [InlineData("7", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParse_Header_IsReadOrRefused(string? header, bool expected)
    {
        Assert.Equal(expected, MutationResult.TryParse(header, out var result));
        if (expected)
        {
            Assert.All(result!.ToHeader(), character => Assert.InRange(character, ' ', '~'));
            Assert.True(MutationResult.TryParse(result.ToHeader(), out var again));
            Assert.Equal(result.Versions, again.Versions);
        }
    }

    private static MutationResult? ResultOf(HttpResponseMessage response)
    {
        Assert.True(MutationResult.TryParse(response.Headers.GetValues(MutationHeaders.Result).Single(), out var result));
        return result;
    }

    public sealed record Item(int Id, string Text);

    private sealed class Scene : IAsyncDisposable
    {
        private readonly HttpClient _http;

        private Scene(SyncHubTestServer server)
        {
            Server = server;
            _http = new HttpClient { BaseAddress = server.Url };
        }

        public SyncHubTestServer Server { get; }

        public DataSet<Item, int> Items => Server.Data<Item, int>();

        public static async Task<Scene> StartAsync(Func<Scene, Task> handle, Action<ModelBuilder<Item, int>>? configure = null, TimeProvider? time = null)
        {
            Scene? scene = null;
            var server = await SyncHubTestServer.StartAsync(
                models => models.AddModel<Item, int>(configure ?? (_ => { })),
                new TestServerSettings
                {
                    Kestrel = true,
                    Time = time ?? TimeProvider.System,
                    Pipeline = app =>
                    {
                        app.UseSyncHubMutations();
                        app.MapPost("/write", async (HttpContext _) => await handle(scene!));
                    },
                });
            return scene = new Scene(server);
        }

        public Task<HttpResponseMessage> SendAsync(params string[] ids) => PostAsync("/write", ids);

        public async Task<HttpResponseMessage> PostAsync(string path, params string[] ids)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            foreach (var id in ids)
            {
                request.Headers.TryAddWithoutValidation(MutationHeaders.Mutation, id);
            }

            return await _http.SendAsync(request);
        }

        public async Task<IReadOnlyList<LogEntry>> EntriesAsync()
        {
            var log = Server.Services.GetRequiredService<IChangeLog>();
            var slice = await log.ReadAsync("Item", 0, 1_000);
            return slice.Entries;
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await Server.DisposeAsync();
        }
    }
}
