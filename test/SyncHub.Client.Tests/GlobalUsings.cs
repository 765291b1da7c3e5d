global using SyncHub.Json;
global using SyncHub.Protocol;
