using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Server;

namespace SyncHub.Testing;

/// <summary>How a test server is set up.</summary>
public sealed record TestServerSettings
{
    /// <summary>The server's clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Changes the server's options.</summary>
    public Action<SyncHubOptions>? Options { get; init; }

    /// <summary>Changes the server's services, after SyncHub's own.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Adds to the request pipeline, before the hub.</summary>
    public Action<WebApplication>? Pipeline { get; init; }

    /// <summary>Whether the server listens on a free port, too.</summary>
    public bool Kestrel { get; init; }

    /// <summary>The data sets that outlive a restart with the log.</summary>
    public IReadOnlyList<Type> DataSets { get; init; } = [];

    /// <summary>Takes the server's logs.</summary>
    public TestLogs Logs { get; init; } = new();

    internal HostedHub Hub { get; init; } = HostedHub.Of<Server.SyncHub>();

    internal Action<SyncHubBuilder> Models { get; init; } = _ => { };
}
