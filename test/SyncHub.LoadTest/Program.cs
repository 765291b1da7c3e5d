using SyncHub.LoadTest;
using SyncHub.LoadTest.Clients;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Server;

return args switch
{
    [Roles.Server, .. var options] => await ServerRole.RunAsync(ServerOptions.Parse(options)),
    [Roles.Clients] => await ClientsRole.RunAsync(),
    _ => await Coordinator.RunAsync(args),
};
