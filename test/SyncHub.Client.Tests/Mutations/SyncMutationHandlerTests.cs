using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Client.Tests.Scripted;
using SyncHub.Protocol;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Mutations;

/// <summary>The application's HTTP calls, tied to mutations, over handlers that answer what the test says.</summary>
public sealed class SyncMutationHandlerTests
{
    [Fact]
    public async Task Via_AnswerOfAnotherRequestThatARedirectMade_SaysNothingOfPositions()
    {
        await using var scripted = new ScriptedClient();
        var (note, _) = await scripted.SyncedAsync();
        using var http = Client(request =>
        {
            // As the platform's handler follows 303: the same request, turned into another one.
            request.Method = HttpMethod.Get;
            return Answer(request, new MutationResult { Versions = new Dictionary<string, SyncVersion>() });
        });
        var mutation = scripted.Client.SetText(1, "b");
        await mutation.Via(ct => http.PostAsync("http://test/write", null, ct)).Within();
        await scripted.SettledAsync();

        Assert.Equal((MutationStatus.Accepted, "b"), (mutation.Status, note.DataOrDefault!.Text));
    }

    [Fact]
    public async Task Handler_InAFactorysChain_StandsInFrontOfWhatItIsGiven()
    {
        await using var scripted = new ScriptedClient();
        var ids = new List<string?>();
        await using var services = new ServiceCollection().AddHttpClient("writes")
            .AddHttpMessageHandler(() => new SyncMutationHandler())
            .ConfigurePrimaryHttpMessageHandler(() => new Inner(request =>
            {
                ids.Add(request.Headers.GetValues(MutationHeaders.Mutation).Single());
                return Answer(request, MutationWire.Result(6));
            }))
            .Services.BuildServiceProvider();
        var http = services.GetRequiredService<IHttpClientFactory>().CreateClient("writes");
        var mutation = scripted.Client.SetText(1, "b");
        await mutation.Via(ct => http.PostAsync("http://test/write", null, ct)).Within();

        Assert.Equal([mutation.Id], ids);
        await mutation.Settled.Within();
    }

    [Fact]
    public async Task Via_RequestOfWorkThatOutlivesTheCall_IsNotTheMutations()
    {
        await using var scripted = new ScriptedClient();
        var ids = new List<string?>();
        using var http = Client(request =>
        {
            ids.Add(request.Headers.TryGetValues(MutationHeaders.Mutation, out var values) ? values.Single() : null);
            return Answer(request, MutationWire.Result(6));
        });
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var later = Task.CompletedTask;
        var mutation = scripted.Client.SetText(1, "b");
        await mutation.Via(ct =>
        {
            later = LaterAsync();
            return http.PostAsync("http://test/write", null, ct);
        }).Within();
        over.SetResult();
        await later.Within();

        Assert.Equal([mutation.Id, null], ids);

        async Task LaterAsync()
        {
            await over.Task;
            using var response = await http.GetAsync("http://test/news");
        }
    }

    private static HttpClient Client(Func<HttpRequestMessage, HttpResponseMessage> answer) => new(new SyncMutationHandler(new Inner(answer)));

    private static HttpResponseMessage Answer(HttpRequestMessage request, MutationResult result)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request };
        response.Headers.TryAddWithoutValidation(MutationHeaders.Result, result.ToHeader());
        return response;
    }

    private sealed class Inner(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }
}
