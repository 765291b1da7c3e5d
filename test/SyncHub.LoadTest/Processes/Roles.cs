namespace SyncHub.LoadTest.Processes;

/// <summary>The arguments under which the program starts itself.</summary>
internal static class Roles
{
    public const string Server = "server";
    public const string Clients = "clients";
}
