using SyncHub.Testing;

namespace SyncHub.EndToEnd.Tests;

/// <summary>Now and then breaks something between a client and the server.</summary>
internal static class Disturbance
{
    /// <summary>Usually does nothing; else drops the link, loses some of the pushes, stalls it, ends such a fault, or restarts the server.</summary>
    /// <param name="scene">The server.</param>
    /// <param name="factory">The client's link.</param>
    /// <param name="pushes">How the names of the pushes begin that may be lost.</param>
    /// <param name="random">Decides.</param>
    public static async Task StrikeAsync(Scene scene, InMemoryConnectionFactory factory, string pushes, Random random)
    {
        switch (random.Next(60))
        {
            case 0:
                factory.Link.Drop();
                break;
            case 1:
                factory.Link.Faults.Lose(record => record.Contains($"\"target\":\"{pushes}", StringComparison.Ordinal) && record.GetHashCode(StringComparison.Ordinal) % 3 == 0);
                break;
            case 2:
                factory.Link.Faults.Lose(null);
                break;
            case 3:
                factory.Link.Faults.Stall();
                break;
            case 4:
                factory.Link.Faults.Resume();
                break;
            case 5 when random.Next(10) == 0:
                await scene.Server.RestartAsync(keepLog: true);
                break;
        }
    }
}
