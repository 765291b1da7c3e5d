using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;
using SyncHub.Json;
using SyncHub.Protocol;

namespace SyncHub.Client.Transport;

/// <summary>SyncHub's wire over one <see cref="HubConnection"/>.</summary>
internal sealed class HubSyncConnection : ISyncConnection
{
    private readonly HubConnection _connection;
    private readonly ISyncConnectionSink _sink;
    private readonly ILogger _logger;

    public HubSyncConnection(HubConnection connection, ISyncConnectionSink sink, ILogger logger)
    {
        _connection = connection;
        _sink = sink;
        _logger = logger;
        connection.Closed += OnClosedAsync;
        Forward<Subscribed>(ClientMethods.Subscribed);
        Forward<EntityAdded>(ClientMethods.EntityAdded);
        Forward<EntityUpdated>(ClientMethods.EntityUpdated);
        Forward<EntityRemoved>(ClientMethods.EntityRemoved);
        Forward<CollectionSnapshot>(ClientMethods.CollectionSnapshot);
        Forward<CollectionChanged>(ClientMethods.CollectionChanged);
        Forward<RowsChanged>(ClientMethods.RowsChanged);
        Forward<Position>(ClientMethods.Position);
        Forward<SubscriptionError>(ClientMethods.SubscriptionError);
        Forward<Closing>(ClientMethods.Closing);
        connection.On<RawJson>(ClientMethods.Message, async payload => await sink.ReceiveAsync(new IncomingMessage(payload)).ConfigureAwait(false));
    }

    public Task StartAsync(CancellationToken cancellationToken) => _connection.StartAsync(cancellationToken);

    public async Task<HelloResponse?> HelloAsync(HelloRequest request, CancellationToken cancellationToken)
    {
        HelloResponse? response;
        try
        {
            response = await _connection.InvokeAsync<HelloResponse>(HubMethods.Hello, request, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception) when (exception.Message.Contains(SyncErrorCodes.UnsupportedProtocol, StringComparison.Ordinal))
        {
            throw Unsupported(exception.Message, exception);
        }
        catch (HubException exception)
        {
            TransportLog.NoHello(_logger, exception.Message);
            return null;
        }

        return response is null || response.Protocol == ProtocolVersion.Current
            ? response
            : throw Unsupported($"The server chose protocol version {response.Protocol}, this client speaks {ProtocolVersion.Current}; use matching versions of SyncHub.", null);
    }

    public async Task<AuthenticateResponse> AuthenticateAsync(AuthenticateRequest request, CancellationToken cancellationToken) =>
        await _connection.InvokeAsync<AuthenticateResponse?>(HubMethods.Authenticate, request, cancellationToken).ConfigureAwait(false)
        ?? throw new HubException($"{HubMethods.Authenticate} answered null.");

    public Task SubscribeAsync(SubscribeManyRequest request, CancellationToken cancellationToken) =>
        InvokeAsync(HubMethods.SubscribeMany, request, cancellationToken);

    public Task SendAsync(RawJson payload, CancellationToken cancellationToken) => InvokeAsync(HubMethods.Send, payload, cancellationToken);

    public Task UnsubscribeAsync(UnsubscribeRequest request, CancellationToken cancellationToken) =>
        _connection.SendAsync(HubMethods.Unsubscribe, request, cancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task InvokeAsync(string method, object argument, CancellationToken cancellationToken)
    {
        try
        {
            await _connection.InvokeAsync(method, argument, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            throw new SyncException(new SyncError(SyncClientErrorCodes.RequestFailed, exception.Message), exception);
        }
    }

    private void Forward<TRecord>(string method)
        where TRecord : class =>
        _connection.On<TRecord>(method, async record =>
        {
            if (record is null)
            {
                TransportLog.NullArgument(_logger, method);
                return;
            }

            await _sink.ReceiveAsync(record).ConfigureAwait(false);
        });

    private Task OnClosedAsync(Exception? error)
    {
        _sink.Closed(error);
        return Task.CompletedTask;
    }

    private static SyncException Unsupported(string message, Exception? inner) =>
        new(new SyncError(SyncErrorCodes.UnsupportedProtocol, message), inner);
}
