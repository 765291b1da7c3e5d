namespace SyncHub.Server.DependencyInjection;

/// <summary>The application's one hub type.</summary>
internal sealed record HubType(Type Type);
