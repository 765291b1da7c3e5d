using SyncHub.LoadTest;
using SyncHub.LoadTest.Clients;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Server;

return args switch
{
    [Roles.Server] => await ServerRole.RunAsync(),
    [Roles.Clients] => await ClientsRole.RunAsync(),
    _ => await Coordinator.RunAsync(args),
};
