using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.EntityFrameworkCore.Outbox;
using SyncHub.EntityFrameworkCore.Publishing;

namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>
/// What capturing needs of the application. A singleton in its services. Asks for nothing that is made of the models before something is saved: the models
/// are made with contexts of the application's, which may send commands when they are made.
/// </summary>
internal sealed class CaptureServices(IServiceProvider services, OutboxNode outbox, TimeProvider time, ILogger<CaptureServices> logger)
{
    [ThreadStatic]
    private static int _suspended;

    private static readonly ConditionalWeakTable<Type, object> Warned = [];

    private readonly ConditionalWeakTable<IEntityType, ConcernedModel[]> _concerned = [];
    private BypassWarnings? _bypasses;

    public CommitPublisher Publisher => field ??= services.GetRequiredService<CommitPublisher>();

    public OutboxNode Outbox => outbox;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>What is said of statements past SaveChanges.</summary>
    public BypassWarnings Bypasses => LazyInitializer.EnsureInitialized(ref _bypasses, () => new BypassWarnings(this));

    /// <summary>Those of the application that a context belongs to; null where SyncHub is none of them.</summary>
    public static CaptureServices? Of(DbContext context)
    {
        var options = context.GetService<IDbContextOptions>();
        var provider = options.FindExtension<SyncHubOptionsExtension>()?.ApplicationServices
            ?? options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;
        try
        {
            if (provider?.GetService<CaptureServices>() is { } services)
            {
                return services;
            }
        }
        catch (ObjectDisposedException)
        {
            // The application has ended, or the scope that the context came from; there is nobody to tell.
        }

        if (Warned.TryAdd(context.GetType(), context.GetType()))
        {
            Say(context, isMadeByHand: provider is null);
        }

        return null;
    }

    /// <summary>Whether what a context saves is written to an outbox.</summary>
    public static bool IsDurable(DbContext context) => context.GetService<IDbContextOptions>().FindExtension<SyncHubOptionsExtension>()?.Durable is not null;

    /// <summary>
    /// Until what is returned is disposed of, on the same thread, saves are not looked at: of a context that saves while it is made, as the models are made
    /// with it. There are no subscribers yet.
    /// </summary>
    public static Suspension Suspend()
    {
        _suspended++;
        return default;
    }

    /// <summary>The models whose rows an entity of a type may be part of.</summary>
    public ConcernedModel[] ConcernedBy(DbContext context, IEntityType type) =>
        _concerned.TryGetValue(type, out var known) ? known : FindConcerned(context, type);

    private ConcernedModel[] FindConcerned(DbContext context, IEntityType type)
    {
        if (_suspended > 0)
        {
            return [];
        }

        ConcernedModel[] found = [.. services.GetRequiredService<TrackedModels>().Of(context.GetType())
            .Where(model => model.Concerns(type))
            .Select(model => new ConcernedModel(
                model, !type.IsOwned() && model.EntityType.IsAssignableFrom(type.ClrType), [.. model.KeyHoldersOf(type).Select(name => type.FindProperty(name)!)]))];
        _concerned.AddOrUpdate(type, found);
        return found;
    }

    private static void Say(DbContext context, bool isMadeByHand)
    {
        var logger = context.GetService<ILoggerFactory>().CreateLogger<CaptureServices>();
        if (isMadeByHand)
        {
            CaptureLog.NoServices(logger, context.GetType());
        }
        else
        {
            CaptureLog.NoSyncHub(logger, context.GetType());
        }
    }

    internal readonly ref struct Suspension
    {
#pragma warning disable CA1822 // Ends what Suspend began.
        public void Dispose() => _suspended--;
#pragma warning restore CA1822
    }
}
