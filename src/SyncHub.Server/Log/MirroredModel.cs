using SyncHub.Server.Model;

namespace SyncHub.Server.Log;

/// <summary>What a mirror holds of one model; the mirror's lock protects it. The array of observers is replaced, never changed.</summary>
internal sealed class MirroredModel(string name, ChangeRetention retention, LogHead head)
{
    public string Name => name;

    public LogHead Head { get; private set; } = head;

    public ChangeRing Ring { get; private set; } = new(retention, head.Seq);

    public HeadObserver[] Observers { get; set; } = [];

    public void Append(LoggedCommit commit)
    {
        foreach (var entry in commit.Entries)
        {
            Ring.Append(entry);
        }

        Head = Head with { Seq = Ring.HeadSeq, Timestamp = commit.Timestamp };
    }

    /// <summary>Gives up everything and goes on after a head.</summary>
    public void Restart(LogHead head)
    {
        Head = head;
        Ring = new ChangeRing(retention, head.Seq);
    }
}
