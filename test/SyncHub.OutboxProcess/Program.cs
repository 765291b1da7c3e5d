using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SyncHub.OutboxProcess;

// Writes rows until it is killed, and says "committed" after each commit: see test/SyncHub.EntityFrameworkCore.Tests/Outbox/KillTests.cs.
// Arguments: connection string, file of the change log, seed, and words: "durable", "log-away".
using var host = ItemServer.Create(args[0], args[1], args.Contains("durable"), args.Contains("log-away"));
await host.StartAsync();
await new Writers(host.Services, int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture), () => Console.Out.WriteLine("committed")).RunAsync();
