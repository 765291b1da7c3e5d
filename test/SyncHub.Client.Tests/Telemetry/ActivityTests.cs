using System.Collections.Concurrent;
using System.Diagnostics;
using SyncHub.Client.Telemetry;
using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Telemetry;

[Collection(TelemetryTestGroup.Name)]
public sealed class ActivityTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _stopped = [];
    private readonly ActivityListener _listener;

    public ActivityTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is SyncClientActivities.SourceName or "Test",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Subscribe_UntilAnswered_IsATraceOfItsOwnWithModelAndMode()
    {
        using var source = new ActivitySource("Test");
        Activity parent;
        await using var scripted = new ScriptedClient();
        using (parent = source.StartActivity("a click")!)
        {
            await scripted.SyncedAsync("a secret key");
        }

        var activity = Assert.Single(Stopped(SyncClientActivities.Subscribe));
        Assert.Equal("answered snapshot Note", $"{activity.GetTagItem("synchub.outcome")} {activity.GetTagItem("synchub.mode")} {activity.GetTagItem("synchub.model")}");
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
        Assert.Null(activity.ParentId);
        Assert.NotEqual(parent.TraceId, activity.TraceId);
        Assert.DoesNotContain(activity.TagObjects, tag => $"{tag.Value}".Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SyncClient_MadeWithinAnActivity_DoesNotMakeItsLifeAPartOfIt()
    {
        using var source = new ActivitySource("Test");
        ScriptedClient scripted;
        using (source.StartActivity("a request"))
        {
            scripted = new ScriptedClient();
        }

        await using (scripted)
        {
            await scripted.SyncedAsync();
            Assert.Null(Assert.Single(Stopped(SyncClientActivities.Connect)).ParentId);
        }
    }

    [Theory]
    [InlineData(true, "refused", "unknown-model")]
    [InlineData(false, "lost", "connection-lost")]
    public async Task Subscribe_WithoutData_SaysWhy(bool isRefused, string outcome, string error)
    {
        await using var scripted = new ScriptedClient();
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        var connection = await scripted.Server.NextAsync();
        var request = await connection.NextRequestAsync();
        if (isRefused)
        {
            await connection.SendAsync(Error(SyncErrorCodes.UnknownModel, requestId: request.RequestId));
        }
        else
        {
            connection.Break();
        }

        await scripted.SettledAsync();
        var activity = Stopped(SyncClientActivities.Subscribe)[0];
        Assert.Equal($"{outcome} {error} Error", $"{activity.GetTagItem("synchub.outcome")} {activity.GetTagItem("error.type")} {activity.Status}");
    }

    [Fact]
    public async Task Subscribe_GivenUpBeforeTheAnswer_IsAbandoned()
    {
        await using var scripted = new ScriptedClient();
        var note = scripted.Client.SubscribeEntity<Note>(1);
        _ = await (await scripted.Server.NextAsync()).NextRequestAsync();
        Assert.Empty(Stopped(SyncClientActivities.Subscribe));
        await scripted.SuspendAsync(note);

        var activity = Assert.Single(Stopped(SyncClientActivities.Subscribe));
        Assert.Equal(("abandoned", ActivityStatusCode.Unset), ((string)activity.GetTagItem("synchub.outcome")!, activity.Status));
    }

    [Fact]
    public async Task Subscribe_ClientDisposed_IsEnded()
    {
        var scripted = new ScriptedClient();
        var note = scripted.Client.SubscribeEntity<Note>(1);
        _ = await (await scripted.Server.NextAsync()).NextRequestAsync();
        await scripted.DisposeAsync();

        Assert.Equal("lost", Assert.Single(Stopped(SyncClientActivities.Subscribe)).GetTagItem("synchub.outcome"));
        await note.DisposeAsync();
    }

    [Fact]
    public async Task Connect_AttemptThatFails_IsAnError()
    {
        await using var scripted = new ScriptedClient();
        scripted.Server.OnStart = (_, _) => throw new IOException("nobody there");
        await using var note = scripted.Client.SubscribeEntity<Note>(1);
        await scripted.Time.WhenTimerArmedAsync(TimeSpan.FromSeconds(30)).Within();

        var activity = Stopped(SyncClientActivities.Connect)[0];
        Assert.Equal((ActivityStatusCode.Error, (object?)SyncClientErrorCodes.ConnectFailed), (activity.Status, activity.GetTagItem("error.type")));
    }

    [Theory]
    [InlineData(true, "accepted", ActivityStatusCode.Unset)]
    [InlineData(false, "refused", ActivityStatusCode.Error)]
    public async Task SignIn_WithinTheConnect_NeverShowsTheSecret(bool isAccepted, string outcome, ActivityStatusCode status)
    {
        await using var scripted = new ScriptedClient(options => options.SecretFactory = _ => ValueTask.FromResult<string?>("hush"));
        scripted.Server.OnAuthenticate = _ => Task.FromResult(new AuthenticateResponse { Ok = isAccepted });
        await scripted.SyncedAsync();

        var signIn = Assert.Single(Stopped(SyncClientActivities.SignIn));
        Assert.Equal((outcome, status), ((string)signIn.GetTagItem("synchub.outcome")!, signIn.Status));
        Assert.Equal(Assert.Single(Stopped(SyncClientActivities.Connect)).SpanId, signIn.ParentSpanId);
        Assert.DoesNotContain(_stopped, activity => activity.TagObjects.Any(tag => $"{tag.Value}".Contains("hush", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SignIn_NoFactory_IsNoActivity()
    {
        await using var scripted = new ScriptedClient();
        await scripted.SyncedAsync();

        Assert.Empty(Stopped(SyncClientActivities.SignIn));
    }

    private IReadOnlyList<Activity> Stopped(string name) => [.. _stopped.Where(activity => activity.OperationName == name)];
}
