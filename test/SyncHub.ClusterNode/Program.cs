using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using SyncHub.ClusterNode;

// One node of a cluster over PostgreSQL and Redis, which test/SyncHub.Chaos.Tests starts, stops, kills and halts. It says "listening <url>" when it serves.
// Options: see NodeSettings.
var app = NodeApplication.Build(args);
await app.StartAsync();
Console.Out.WriteLine($"{NodeSettings.Listening}{app.Urls.Single()}");
await app.WaitForShutdownAsync();
await app.DisposeAsync();
