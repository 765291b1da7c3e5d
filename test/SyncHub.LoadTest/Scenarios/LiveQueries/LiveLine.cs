namespace SyncHub.LoadTest.Scenarios.LiveQueries;

/// <summary>A rig with what was measured on it: writes one at a time, and so many at once.</summary>
internal sealed record LiveLine(LiveRig Rig, int Writes, int WarmUps)
{
    public List<LiveFigures> Paced { get; } = [];

    public List<LiveFigures> Bursts { get; } = [];

    public List<LiveFigures> Of(int atOnce) => atOnce == 1 ? Paced : Bursts;
}
