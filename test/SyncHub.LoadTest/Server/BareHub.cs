using Microsoft.AspNetCore.SignalR;

namespace SyncHub.LoadTest.Server;

/// <summary>The baseline: SignalR as it comes, with groups.</summary>
internal sealed class BareHub : Hub
{
    public async Task Join(IReadOnlyList<string> groups)
    {
        foreach (var group in groups)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, group);
        }
    }
}
