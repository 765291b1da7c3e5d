namespace SyncHub.Chaos.Tests.Writing;

/// <summary>What became of a write.</summary>
internal enum WriteFate
{
    /// <summary>It was done; where it was meant to be rolled back, that was.</summary>
    Done,

    /// <summary>The database refused it, or there was no node to send it to: it never happened.</summary>
    Refused,

    /// <summary>No answer, or one that says nothing: it may have happened, or may yet.</summary>
    Unknown,
}
