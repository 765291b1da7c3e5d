using SyncHub.LoadTest;
using SyncHub.LoadTest.Clients;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Server;

return args switch
{
    [Roles.Server, .. var options] => await ServerRole.RunAsync(boundless: options.Contains(Roles.NoOutboxBound)),
    [Roles.Clients] => await ClientsRole.RunAsync(),
    _ => await Coordinator.RunAsync(args),
};
