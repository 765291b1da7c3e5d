using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using SyncHub.Protocol;
using SyncHub.Testing;

namespace SyncHub.Server.Tests.Hubs;

/// <summary>Whatever a client sends, it gets a clear error, and its connection and other subscriptions live on.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string, string, string?, string> BadSubscribes => new()
    {
        { """{"requestId":"x","model":"Nope","key":1}""", "unknown-model", "x", "'Nope'" },
        { """{"requestId":"x","model":"Note","key":"abc"}""", "invalid-request", "x", "\"abc\"" },
        { """{"requestId":"x","model":"Note","key":1.5}""", "invalid-request", "x", "1.5" },
        { """{"requestId":"x","model":"Note","key":null}""", "invalid-request", "x", "null" },
        { """{"requestId":"x","model":"Note","key":{"id":1}}""", "invalid-request", "x", "an integer" },
        { """{"requestId":"x","model":"Note","key":3000000000}""", "invalid-request", "x", "3000000000" },
        { """{"requestId":"x","model":"Note"}""", "invalid-request", "x", "'key'" },
        { """{"requestId":"x","key":1}""", "invalid-request", "x", "'model'" },
        { """{"requestId":"x","model":7,"key":1}""", "invalid-request", "x", "model" },
        { """{"model":"Note","key":1}""", "invalid-request", null, "'requestId'" },
        { """{"requestId":"","model":"Note","key":1}""", "invalid-request", null, "requestId" },
        { """{"requestId":5,"model":"Note","key":1}""", "invalid-request", null, "requestId" },
        { """{"requestId":"x","model":"Note","key":1,"lastSeq":-1}""", "invalid-request", "x", "lastSeq" },
        { """{"requestId":"x","model":"Note","key":1,"lastSeq":1.5}""", "invalid-request", "x", "lastSeq" },
        { """{"requestId":"x","model":"Note","key":1,"lastSeq":"1"}""", "invalid-request", "x", "lastSeq" },
        { """{"requestId":"x","model":"Note","key":1,"epoch":1}""", "invalid-request", "x", "epoch" },
        { """{"requestId":"x","model":"Note","key":1,"lastsequence":1}""", "invalid-request", "x", "'lastsequence'" },
        { "null", "invalid-request", null, "object" },
        { "17", "invalid-request", null, "object" },
        { "[]", "invalid-request", null, "object" },
        { "\"Note\"", "invalid-request", null, "object" },
    };

    [Theory]
    [MemberData(nameof(BadSubscribes))]
    public async Task SubscribeEntity_Bad_IsAnErrorThatNamesItAndNothingElseSuffers(string request, string code, string? requestId, string named)
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var client = await BareClient.ConnectAsync(server);
        await client.SubscribeAsync("Note", 1, requestId: "good");

        await client.InvokeAsync(HubMethods.SubscribeEntity, Json(request));
        var error = await client.NextAsync();
        await server.Data<Note, int>().AddAsync(new Note { Id = 1 });
        var push = await client.NextAsync();

        Assert.Equal(ClientMethods.SubscriptionError, error.Method);
        Assert.Equal(code, error.Argument.Text("code"));
        Assert.Equal(requestId, error.Argument.Text("requestId"));
        Assert.Contains(named, error.Argument.Text("error"), StringComparison.Ordinal);
        Assert.True(error.Argument.GetProperty("ended").GetBoolean());
        Assert.False(error.Argument.GetProperty("retryable").GetBoolean());
        Assert.Equal(ClientMethods.EntityAdded, push.Method);
    }

    [Fact]
    public async Task SubscribeEntity_OversizedKey_IsAnErrorWithTheLimit()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Tag, string>());
        await using var client = await BareClient.ConnectAsync(server);

        var fits = await client.SubscribeAsync("Tag", new string('k', 256));
        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "x", model = "Tag", key = new string('k', 257) });
        var error = await client.NextAsync(ClientMethods.SubscriptionError);

        Assert.Equal("snapshot", fits.Text("mode"));
        Assert.Equal("invalid-request", error.Text("code"));
        Assert.Contains("257", error.Text("error"), StringComparison.Ordinal);
        Assert.Contains("256", error.Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubscribeEntity_BeyondTheLimit_IsRefusedUntilOneIsGivenBack()
    {
        await using var server = await SyncHubTestServer.StartAsync(
            models => models.AddModel<Note, int>(),
            new TestServerSettings { Options = options => options.Limits.SubscriptionsPerConnection = 2 });
        await using var client = await BareClient.ConnectAsync(server);
        var first = await client.SubscribeAsync("Note", 1, requestId: "1");
        await client.SubscribeAsync("Note", 2, requestId: "2");

        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "3", model = "Note", key = 3 });
        var error = await client.NextAsync(ClientMethods.SubscriptionError);
        await client.InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = first.Text("subscriptionId") });
        var third = await client.SubscribeAsync("Note", 3, requestId: "3");

        Assert.Equal("limit-exceeded", error.Text("code"));
        Assert.Equal("3", error.Text("requestId"));
        Assert.Equal("3", third.Text("requestId"));
    }

    [Fact]
    public async Task SubscribeMany_MoreThanTheLimit_IsRefusedWhole()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var client = await BareClient.ConnectAsync(server);

        await client.InvokeAsync(HubMethods.SubscribeMany, new { entities = Enumerable.Repeat(new { }, 1001) });
        var error = await client.NextAsync();
        var answer = await client.SubscribeAsync("Note", 1);

        Assert.Equal("limit-exceeded", error.Argument.Text("code"));
        Assert.Equal("r1", answer.Text("requestId"));
    }

    [Theory]
    [InlineData("""{"subscriptionId":"nobody's"}""", "'nobody's'")]
    [InlineData("""{"requestId":"never"}""", "'never'")]
    [InlineData("{}", "either")]
    [InlineData("""{"subscriptionId":"a","requestId":"b"}""", "either")]
    [InlineData("""{"subscription":"a"}""", "'subscription'")]
    [InlineData("3", "object")]
    public async Task Unsubscribe_Bad_IsAnError(string request, string named)
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var client = await BareClient.ConnectAsync(server);

        await client.InvokeAsync(HubMethods.Unsubscribe, Json(request));
        var error = await client.NextAsync();

        Assert.Equal(ClientMethods.SubscriptionError, error.Method);
        Assert.Equal("invalid-request", error.Argument.Text("code"));
        Assert.Contains(named, error.Argument.Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unsubscribe_OfAnotherConnection_IsAnErrorAndTheOtherLivesOn()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var owner = await BareClient.ConnectAsync(server);
        await using var stranger = await BareClient.ConnectAsync(server);
        var answer = await owner.SubscribeAsync("Note", 1);

        await stranger.InvokeAsync(HubMethods.Unsubscribe, new { subscriptionId = answer.Text("subscriptionId") });
        var error = await stranger.NextAsync();
        await server.Data<Note, int>().AddAsync(new Note { Id = 1 });

        Assert.Equal(ClientMethods.SubscriptionError, error.Method);
        Assert.Equal(ClientMethods.EntityAdded, (await owner.NextAsync()).Method);
    }

    [Theory]
    [InlineData("""{"protocols":[2,3]}""", "unsupported-protocol: ")]
    [InlineData("""{"protocols":[]}""", "unsupported-protocol: ")]
    [InlineData("""{"protocols":["1"]}""", "invalid-request: ")]
    [InlineData("""{"protocol":1}""", "invalid-request: ")]
    [InlineData("{}", "invalid-request: ")]
    [InlineData("null", "invalid-request: ")]
    public async Task Hello_Bad_IsAHubErrorThatBeginsWithTheCode(string request, string begins)
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var client = await BareClient.ConnectAsync(server);

        var error = await Assert.ThrowsAsync<HubException>(() => client.HelloAsync(Json(request)));
        var answer = await client.SubscribeAsync("Note", 1);

        Assert.Contains(begins, error.Message, StringComparison.Ordinal);
        Assert.Equal("snapshot", answer.Text("mode"));
    }

    [Fact]
    public async Task UnknownHubMethod_IsAHubErrorAndTheConnectionLivesOn()
    {
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>());
        await using var client = await BareClient.ConnectAsync(server);

        await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync("Subscribe", new { }));
        var answer = await client.SubscribeAsync("Note", 1);

        Assert.Equal("snapshot", answer.Text("mode"));
    }

    [Fact]
    public async Task SubscribeEntity_SourceThrows_IsRetryableAndTellsNoExceptionText()
    {
        var source = new GatedSource { Failure = new InvalidOperationException("secret connection string") };
        await using var server = await SyncHubTestServer.StartAsync(models => models.AddModel<Note, int>(), GatedSource.Settings(source));
        await using var client = await BareClient.ConnectAsync(server);

        await client.InvokeAsync(HubMethods.SubscribeEntity, new { requestId = "x", model = "Note", key = 1 });
        var error = await client.NextAsync();
        source.Failure = null;
        var answer = await client.SubscribeAsync("Note", 1, requestId: "x");

        Assert.Equal("source-unavailable", error.Argument.Text("code"));
        Assert.True(error.Argument.GetProperty("retryable").GetBoolean());
        Assert.True(error.Argument.GetProperty("retryAfterMs").GetInt32() > 0);
        Assert.DoesNotContain("secret", error.Argument.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(server.Logs, message => message.Contains("secret", StringComparison.Ordinal));
        Assert.Equal("snapshot", answer.Text("mode"));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private sealed class Tag
    {
        public string Id { get; init; } = string.Empty;
    }
}
