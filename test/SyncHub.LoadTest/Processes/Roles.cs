namespace SyncHub.LoadTest.Processes;

/// <summary>The arguments under which the program starts itself.</summary>
internal static class Roles
{
    public const string Server = "server";
    public const string Clients = "clients";

    /// <summary>The server's only option: outboxes without a bound, to show what the bound is good for.</summary>
    public const string NoOutboxBound = "--no-outbox-bound";
}
