using System.Net;
using SyncHub.Client.Mutations;
using SyncHub.Protocol;

namespace SyncHub.Client;

/// <summary>
/// Ties the application's HTTP calls to the mutation that they are made for: within <see cref="SyncMutation.Via{TResult}"/>, each request carries
/// the mutation's id, and the server's answer tells which data contains it. Outside of it, requests pass as they are. Put it into the
/// <see cref="HttpClient"/> that the application writes with: <c>new HttpClient(new SyncMutationHandler())</c>, or
/// <c>AddHttpMessageHandler(() => new SyncMutationHandler())</c>. The server needs <c>app.UseSyncHubMutations()</c>.
/// </summary>
public sealed class SyncMutationHandler : DelegatingHandler
{
    private readonly Lock _gate = new();

    /// <summary>A handler in front of whichever it is given, as a factory of clients does; else of the platform's own.</summary>
    public SyncMutationHandler()
    {
    }

    /// <summary>A handler in front of another one.</summary>
    public SyncMutationHandler(HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (_gate)
        {
            InnerHandler ??= new HttpClientHandler();
        }

        var exchange = MutationExchange.Current;
        if (exchange is not null && !request.Headers.Contains(MutationHeaders.Mutation))
        {
            request.Headers.Add(MutationHeaders.Mutation, exchange.Id);
        }

        var method = request.Method;
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        // The platform's handler follows 303, and 302 after a POST, by turning the request into a GET: what that is told is not about the write.
        exchange?.Answer(response.IsSuccessStatusCode, request.Method == method ? ResultOf(response) : null);
        return response;
    }

    // What is only accepted will be written later, so what the answer says of versions is not about it.
    private static MutationResult? ResultOf(HttpResponseMessage response) =>
        response.StatusCode != HttpStatusCode.Accepted
        && response.Headers.TryGetValues(MutationHeaders.Result, out var values)
        && MutationResult.TryParse(string.Concat(values), out var result)
            ? result
            : null;
}
