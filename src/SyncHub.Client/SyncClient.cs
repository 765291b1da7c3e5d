using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SyncHub.Client.Collections;
using SyncHub.Client.Connection;
using SyncHub.Client.Dispatch;
using SyncHub.Client.Entities;
using SyncHub.Client.Handles;
using SyncHub.Client.Loop;
using SyncHub.Client.Messages;
using SyncHub.Client.Mutations;
using SyncHub.Client.Resolvers;
using SyncHub.Client.Stores;
using SyncHub.Client.Subscriptions;
using SyncHub.Client.Telemetry;
using SyncHub.Client.Transport;
using SyncHub.Json;
using SyncHub.Queries;

namespace SyncHub.Client;

/// <summary>
/// A client of one SyncHub server. It connects by itself when something is subscribed to, comes back after every break and brings
/// all subscriptions up to date. Safe for use from any thread. Its events are raised one at a time and in order, never on the thread that receives.
/// </summary>
public sealed class SyncClient : IAsyncDisposable, IConnectionObserver, IHandleHost, IMutationHost
{
    private readonly SyncClientOptions _options;
    private readonly CallbackDispatcher _dispatcher;
    private readonly SerialLoop _loop;
    private readonly SubscriptionCache? _cache;
    private readonly SubscriptionTable _subscriptions;
    private readonly ConnectionDriver _connection;
    private readonly QuerySchemas _schemas;
    private readonly Lazy<Task> _disposal;
    private int _state;

    /// <summary>Makes a client for a hub's address. Nothing is sent before the first subscription or <see cref="ConnectAsync"/>.</summary>
    /// <param name="url">Absolute; http, https, ws or wss.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="SyncOptionsException">The address or an option cannot work; the exception lists every problem.</exception>
    public SyncClient(string url, SyncClientOptions? options = null)
        : this(new Uri(url ?? throw new ArgumentNullException(nameof(url)), UriKind.RelativeOrAbsolute), options)
    {
    }

    /// <inheritdoc cref="SyncClient(string, SyncClientOptions?)"/>
    public SyncClient(Uri url, SyncClientOptions? options = null)
        : this(HubConnectionFactory.ForUrl(url ?? throw new ArgumentNullException(nameof(url)), options ??= new SyncClientOptions()), options, OptionsValidation.Check(options, url), url)
    {
    }

    /// <summary>
    /// Makes a client over a builder of the application's, for another transport or protocol say. Each connection is built anew from the
    /// builder's services. Reconnecting is the client's: an automatic reconnect that the builder has is left out.
    /// </summary>
    /// <param name="builder">Says where and how to connect.</param>
    /// <param name="options">Null for the defaults. Access token and headers belong to the builder.</param>
    /// <exception cref="SyncOptionsException">An option cannot work; the exception lists every problem.</exception>
    public SyncClient(IHubConnectionBuilder builder, SyncClientOptions? options = null)
        : this(
            HubConnectionFactory.ForBuilder(builder ?? throw new ArgumentNullException(nameof(builder)), options ??= new SyncClientOptions()),
            options,
            OptionsValidation.Check(options, null, ownBuilder: true))
    {
    }

    internal SyncClient(ISyncConnectionFactory connections, SyncClientOptions options)
        : this(connections, options, OptionsValidation.Check(options, null))
    {
    }

    private SyncClient(ISyncConnectionFactory connections, SyncClientOptions options, IReadOnlyList<string> problems, Uri? url = null)
    {
        if (problems.Count > 0)
        {
            throw new SyncOptionsException(problems);
        }

        var logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("SyncHub.Client");
        var retryDelay = new RetryDelay(options.ReconnectBaseDelay, options.ReconnectMaxDelay, Random.Shared.NextDouble);
        var metrics = new SyncClientMetrics(options.MeterFactory);
        _options = options;
        _dispatcher = new CallbackDispatcher(options.SynchronizationContext, logger, failed => CallbackFailed?.Invoke(this, failed));
        _loop = new SerialLoop(logger);
        (PendingMutations, FailedMutations) = (new MutationList(_dispatcher), new MutationList(_dispatcher));
        var server = options.Cache.ServerName ?? url?.GetLeftPart(UriPartial.Path) ?? string.Empty;
        _cache = options.Cache.Store is null ? null : new SubscriptionCache(options, server, _loop, metrics, logger);
        _subscriptions = new SubscriptionTable(options, _loop, retryDelay, PendingMutations, FailedMutations, metrics, logger, _cache);
        _connection = new ConnectionDriver(options, connections, _loop, _subscriptions, retryDelay, this, metrics, logger);
        _schemas = new QuerySchemas(options.EntityJsonOptions);
        _disposal = new Lazy<Task>(CloseAsync);
    }

    /// <summary>Raised when <see cref="ConnectionState"/> has changed, with the new state.</summary>
    public event EventHandler<SyncConnectionState>? ConnectionStateChanged;

    /// <summary>Raised when a connection is there and the server has greeted; subscriptions follow.</summary>
    public event EventHandler? Connected;

    /// <summary>Raised when a working connection has ended, whatever the reason but disposal.</summary>
    public event EventHandler<Disconnected>? Disconnected;

    /// <summary>Raised when the wait before a further attempt begins.</summary>
    public event EventHandler<ReconnectAttempt>? ReconnectAttempt;

    /// <summary>Raised when the client has stopped trying: after <see cref="SyncClientOptions.MaxReconnectAttempts"/>, or because the server said so.</summary>
    public event EventHandler<ReconnectFailed>? ReconnectFailed;

    /// <summary>
    /// Raised when the server refused the secret, at a connect too, and when a renewal or <see cref="SignInAsync"/> came to nothing. A connect
    /// attempt that fails with its sign-in raises <see cref="ReconnectAttempt"/> instead.
    /// </summary>
    public event EventHandler<SignInFailed>? SignInFailed;

    /// <summary>
    /// Raised for each message of the application's own that the server sends, in the order in which they came. Where handlers do not keep up
    /// and 1,024 events of the client's wait already, a further one is dropped, which the log says.
    /// </summary>
    public event EventHandler<SyncMessage>? MessageReceived;

    /// <summary>Raised when a handler of the client's or a handle's events threw.</summary>
    public event EventHandler<CallbackFailed>? CallbackFailed;

    /// <summary>Where the client stands with its server.</summary>
    public SyncConnectionState ConnectionState => (SyncConnectionState)Volatile.Read(ref _state);

    /// <summary>The mutations that are shown and that the server's data does not contain everywhere yet.</summary>
    public MutationList PendingMutations { get; }

    /// <summary>
    /// The mutations that were refused, the latest 100 at most, until they are dismissed or their row is changed again. Those that were rolled back, or that
    /// nobody answered, are not among them.
    /// </summary>
    public MutationList FailedMutations { get; }

    CallbackDispatcher IHandleHost.Dispatcher => _dispatcher;

    /// <summary>
    /// Subscribes to one entity. Returns at once; the data follows when the server has answered, which may be after a connection is there.
    /// Handles on the same model and key share one subscription.
    /// </summary>
    /// <typeparam name="T">The type that the entity is read into.</typeparam>
    /// <param name="key">The entity's key; a Guid, a string, an integer and a byte array convert by themselves.</param>
    /// <param name="model">The model's name on the server. Default: as <see cref="SyncClientOptions.Model{T}"/> says, else the type's name.</param>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public LiveEntity<T> SubscribeEntity<T>(SyncKey key, string? model = null)
        where T : class
    {
        var subscription = new EntityKey(ModelName<T>(model), key);
        var entity = new LiveEntity<T>(this, subscription, _schemas.Contract<T>(), SuspendDelay<T>(), _subscriptions.Peek<T?>(subscription, typeof(T)));
        Attach(entity.Handle);
        return entity;
    }

    /// <summary>
    /// Subscribes to the entities that a query asks for, <c>q => q.Where(task => task.BoardId == "b1").OrderByDescending(task => task.CreatedAt).Take(50)</c>
    /// say. Returns at once; the data follows when the server has answered, which may be after a connection is there. Handles whose queries
    /// say the same share one subscription, however they are worded.
    /// </summary>
    /// <typeparam name="T">The type that entities are read into, and that the query is about.</typeparam>
    /// <param name="query">Which entities, in which order, which page; null for all, in the key's order. The key is always the last tie-break.</param>
    /// <param name="model">The model's name on the server. Default: as <see cref="SyncClientOptions.Model{T}"/> says, else the type's name.</param>
    /// <exception cref="SyncException">An expression has no equivalent in a query, or names what does not travel; the message shows it. What only the server can tell becomes the handle's Error.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public LiveCollection<T> SubscribeCollection<T>(Func<QueryBuilder<T>, QueryBuilder<T>>? query = null, string? model = null)
        where T : class => Subscribe<T>(Build(query), model);

    /// <summary>
    /// Writes a query down in its canonical wire form, the one that <see cref="LiveCollection{T}.Query"/> has, without subscribing. Queries whose
    /// texts are equal share one subscription, so it tells whether a handle that is there would do.
    /// </summary>
    /// <typeparam name="T">The type that the query is about.</typeparam>
    /// <param name="query">Which entities, in which order, which page; null for all, in the key's order.</param>
    /// <exception cref="SyncException">An expression has no equivalent in a query, or names what does not travel; the message shows it.</exception>
    public string CanonicalQuery<T>(Func<QueryBuilder<T>, QueryBuilder<T>>? query = null)
        where T : class => Build(query).Json;

    /// <summary>
    /// Subscribes to the entities that match a filter in its wire form, in an order, as many as a page holds. Returns at once; the data
    /// follows when the server has answered, which may be after a connection is there. Handles whose queries say the same share one
    /// subscription, however they are worded.
    /// </summary>
    /// <typeparam name="T">The type that entities are read into; filter and order name its properties as JSON does.</typeparam>
    /// <param name="filter">Which entities; <c>default</c> or null for all.</param>
    /// <param name="order">In which order; <c>default</c> or null for the key's. The key is always the last tie-break.</param>
    /// <param name="top">How many at most; null for all, up to the server's limit.</param>
    /// <param name="skip">How many of the first are left out.</param>
    /// <param name="total">Whether the number of all matches is asked for.</param>
    /// <param name="model">The model's name on the server. Default: as <see cref="SyncClientOptions.Model{T}"/> says, else the type's name.</param>
    /// <exception cref="SyncException">Filter or order do not fit the type, or a page is negative. What only the server can tell becomes the handle's Error.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public LiveCollection<T> SubscribeCollection<T>(
        JsonElement filter, JsonElement order = default, int? top = null, int skip = 0, bool total = true, string? model = null)
        where T : class =>
        Subscribe<T>(Query.Read(_schemas.Get<T>(), filter, order, top, skip, total, QuerySchemas.Limits), model);

    /// <summary>
    /// Subscribes to what a resolver of the server's application says about a key: any number of rows of any model. Returns at once; the rows
    /// follow when the server has answered, which may be after a connection is there. Handles on the same resolver and key share one subscription.
    /// </summary>
    /// <param name="resolver">The name that the server registered the resolver under.</param>
    /// <param name="key">What it is asked about; a Guid, a string, an integer and a byte array convert by themselves.</param>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public LiveRows SubscribeRows(string resolver, SyncKey key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(resolver);
        var subscription = new RowsKey(resolver, key);
        var rows = new LiveRows(
            this, subscription, _options.EntityJsonOptions, _options.SuspendDelay, _subscriptions.Peek<IReadOnlyList<SyncRow>>(subscription, typeof(SyncRow)));
        Attach(rows.Handle);
        return rows;
    }

    /// <summary>
    /// Changes rows locally, at once and wherever they are shown: entities, and collections, where filter and order decide what the change makes of
    /// the page. The change lies over the server's data until that contains it, or the change comes to nothing. It changes nothing on the server: that is
    /// the application's own call, best made with <see cref="SyncMutation.Via{TResult}"/>:
    /// <c>await sync.Mutate(m => m.Update&lt;TaskItem>(id, change => change.Set(task => task.Title, "New"))).Via(ct => http.PatchAsync(…, ct))</c>.
    /// </summary>
    /// <param name="changes">What changes.</param>
    /// <returns>What becomes of it.</returns>
    /// <exception cref="ArgumentException">Nothing is changed, or a value cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public SyncMutation Mutate(Action<MutationBuilder> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var builder = new MutationBuilder(_options.EntityJsonOptions, ModelName);
        changes(builder);
        var mutation = new SyncMutation(this, Guid.NewGuid().ToString("N"), builder.Build());
        _loop.PostOrThrow(() => _subscriptions.Mutations.Issue(mutation));
        return mutation;
    }

    /// <summary>
    /// Connects now, without waiting for a subscription or for the next attempt's time, and starts again where the client had given up.
    /// Completes when connected; failed attempts are repeated as after a break.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting, not the connecting.</param>
    /// <exception cref="SyncException">The client has given up.</exception>
    /// <exception cref="ObjectDisposedException">The client is or gets disposed.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => _loop.RunAsync<Session>(_connection.Connect, cancellationToken);

    /// <summary>
    /// Asks <see cref="SyncClientOptions.SecretFactory"/> again and signs in with what it gives, on the connection that is there; connects
    /// where there is none. For when somebody else uses the application from now on: the server judges every subscription anew, and handles
    /// that were refused are asked for again. Where the factory gives null and the connection was signed in, it is replaced by a fresh one, since
    /// there is no other way to be nobody.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting, not the signing in.</param>
    /// <returns>True when the server has accepted the secret; false when it has refused it, or there was none.</returns>
    /// <exception cref="InvalidOperationException">There is no <see cref="SyncClientOptions.SecretFactory"/>.</exception>
    /// <exception cref="SyncException">The factory threw, the server did not answer, or the client has given up connecting.</exception>
    /// <exception cref="ObjectDisposedException">The client is or gets disposed.</exception>
    public Task<bool> SignInAsync(CancellationToken cancellationToken = default)
    {
        if (_options.SecretFactory is null)
        {
            throw new InvalidOperationException($"There is nothing to sign in with; set {nameof(SyncClientOptions)}.{nameof(_options.SecretFactory)}.");
        }

        _cache?.Ask();
        return _loop.RunAsync<bool>(_connection.SignIn, cancellationToken);
    }

    /// <summary>
    /// Removes everything from <see cref="SyncCacheOptions.Store"/>, and forgets the data of subscriptions that nobody observes any more, for
    /// when a user signs out. What handles show stays, but is not stored again before the server has been asked for it anew.
    /// Completes at once where there is no store.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting, not the removing.</param>
    /// <exception cref="SyncException">The store failed or took too long, so that entries may be left (<see cref="SyncClientErrorCodes.CacheFailed"/>).</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public async Task ClearCacheAsync(CancellationToken cancellationToken = default)
    {
        var cleared = Task.FromResult<Exception?>(null);
        _cache?.Ask();
        await _loop.RunAsync(() => cleared = _cache?.ClearAsync() ?? cleared).ConfigureAwait(false);
        if (await cleared.WaitAsync(cancellationToken).ConfigureAwait(false) is { } failure)
        {
            throw new SyncException(new SyncError(SyncClientErrorCodes.CacheFailed, $"The local store could not be cleared: {failure.Message}", Retryable: true), failure);
        }
    }

    /// <summary>
    /// Sends a message of the application's own, any JSON, to the server's <c>ISyncMessageHandler</c>, over the connection that the
    /// subscriptions use. Waits for a connection where there is none, and returns when the handler has. Sent once at most; messages that
    /// are sent without waiting for the one before may overtake each other.
    /// </summary>
    /// <typeparam name="T">Any type that <see cref="SyncClientOptions.EntityJsonOptions"/> can write.</typeparam>
    /// <param name="payload">The message.</param>
    /// <param name="cancellationToken">Ends the waiting; a message that has left is not called back.</param>
    /// <exception cref="SyncException">
    /// The client has given up connecting; the connection broke, so that nobody knows whether the message arrived
    /// (<see cref="SyncClientErrorCodes.ConnectionLost"/>); the server refused it or its handler threw
    /// (<see cref="SyncClientErrorCodes.RequestFailed"/>); or it is larger than the server reads (<see cref="SyncErrorCodes.LimitExceeded"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client is disposed, or gets so while this waits for a connection.</exception>
    public async Task SendAsync<T>(T payload, CancellationToken cancellationToken = default)
    {
        var message = OutgoingMessage.From(payload, _options.EntityJsonOptions);
        var session = await _loop.RunAsync<Session>(_connection.AwaitConnection, cancellationToken).ConfigureAwait(false);
        await message.SendAsync(session, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Tries everything again that has failed: handles in the Error state, subscriptions that wait to ask again, the connection if there is none.
    /// Completes when the tries have begun, not when they have succeeded.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public Task RetryAsync() => _loop.RunAsync(() =>
    {
        _connection.Handle(new ConnectionEvent.ConnectRequested());
        _subscriptions.RetryAll();
    });

    /// <summary>Closes the connection, ends every handle's enumerations and waits, and leaves no timer or task behind. Further calls wait for the first.</summary>
    public async ValueTask DisposeAsync() => await _disposal.Value.ConfigureAwait(false);

    void IHandleHost.Release(ILiveHandle handle) => _loop.Post(() => _subscriptions.Release(handle));

    void IHandleHost.Await(ILiveHandle handle, PositionWaiter waiter) => _loop.PostOrThrow(() => _subscriptions.Await(handle, waiter));

    void IHandleHost.AskAgain(ILiveHandle handle) => _loop.Post(() => _subscriptions.AskAgain(handle));

    Task IHandleHost.RetryAsync(ILiveHandle handle) => _loop.RunAsync(() =>
    {
        if (_connection.Phase == SyncConnectionState.GivenUp)
        {
            _connection.Handle(new ConnectionEvent.ConnectRequested());
        }

        _subscriptions.Retry(handle);
    });

    void IConnectionObserver.OnPhase(SyncConnectionState phase)
    {
        Volatile.Write(ref _state, (int)phase);
        Post(nameof(ConnectionStateChanged), () => ConnectionStateChanged, phase);
    }

    void IConnectionObserver.OnConnected() => _dispatcher.PostEvent(
        nameof(Connected),
        () => _dispatcher.Raise(nameof(Connected), Connected, handler => handler(this, EventArgs.Empty)));

    void IConnectionObserver.OnDisconnected(SyncError reason) =>
        Post(nameof(Disconnected), () => Disconnected, new Disconnected(reason));

    void IConnectionObserver.OnReconnectAttempt(int attempt, TimeSpan delay, SyncError reason) =>
        Post(nameof(ReconnectAttempt), () => ReconnectAttempt, new ReconnectAttempt(attempt, delay, reason));

    void IConnectionObserver.OnGivenUp(SyncError reason) =>
        Post(nameof(ReconnectFailed), () => ReconnectFailed, new ReconnectFailed(reason));

    void IConnectionObserver.OnSignInFailed(SyncError reason) =>
        Post(nameof(SignInFailed), () => SignInFailed, new SignInFailed(reason));

    void IConnectionObserver.OnMessage(RawJson payload) =>
        Post(nameof(MessageReceived), () => MessageReceived, new SyncMessage(payload, _options.EntityJsonOptions));

    private Query Build<T>(Func<QueryBuilder<T>, QueryBuilder<T>>? query)
    {
        var builder = query is null ? QueryBuilder<T>.All : query(QueryBuilder<T>.All);
        return builder.Build(_schemas.Get<T>(), QuerySchemas.Limits);
    }

    private LiveCollection<T> Subscribe<T>(Query query, string? model)
        where T : class
    {
        var subscription = new CollectionKey(ModelName<T>(model), query) { Judge = new RowJudge<T>(query, _schemas.Contract<T>()) };
        var collection = new LiveCollection<T>(
            this, subscription, _schemas.Contract<T>(), SuspendDelay<T>(), _subscriptions.Peek<CollectionData<T>>(subscription, typeof(T)));
        Attach(collection.Handle);
        return collection;
    }

    void IMutationHost.Answer(SyncMutation mutation, IReadOnlyDictionary<string, SyncVersion>? versions) =>
        _loop.Post(() => _subscriptions.Mutations.Answer(mutation, versions));

    void IMutationHost.Revoke(SyncMutation mutation, MutationStatus status, SyncError reason) =>
        _loop.Post(() => _subscriptions.Mutations.Revoke(mutation, status, reason));

    void IMutationHost.Dismiss(SyncMutation mutation) => _loop.Post(() => _subscriptions.Mutations.Dismiss(mutation));

    private void Attach(ILiveHandle handle)
    {
        _cache?.Ask();
        _loop.PostOrThrow(() =>
        {
            _subscriptions.Attach(handle);
            _connection.Handle(new ConnectionEvent.Demanded());
        });
    }

    private string ModelName<T>(string? model) => ModelName(typeof(T), model);

    private string ModelName(Type type, string? model)
    {
        var name = model ?? _options.Models.GetValueOrDefault(type)?.Name ?? type.Name;
        ArgumentException.ThrowIfNullOrWhiteSpace(name, nameof(model));
        return name;
    }

    private TimeSpan SuspendDelay<T>() => _options.Models.GetValueOrDefault(typeof(T))?.SuspendDelay ?? _options.SuspendDelay;

    private void Post<TArgs>(string name, Func<EventHandler<TArgs>?> handlers, TArgs args) =>
        _dispatcher.PostEvent(name, () => _dispatcher.Raise(name, handlers(), handler => handler(this, args)));

    private async Task CloseAsync()
    {
        // Asked before the first await: a handler that blocks on this disposal must not be waited for.
        var isCallback = _dispatcher.IsCallback;
        _loop.Post(() =>
        {
            _connection.Handle(new ConnectionEvent.Disposed());
            _connection.Abandon();
            _subscriptions.Close();
        });
        await _loop.DisposeAsync().ConfigureAwait(false);
        if (_cache is not null)
        {
            await _cache.DisposeAsync().ConfigureAwait(false);
        }

        await _connection.Closing.ConfigureAwait(false);
        await _dispatcher.EndAsync(waitForHandlers: !isCallback).ConfigureAwait(false);
    }
}
