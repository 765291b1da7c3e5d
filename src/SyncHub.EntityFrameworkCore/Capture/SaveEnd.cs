namespace SyncHub.EntityFrameworkCore.Capture;

/// <summary>How a call of SaveChanges ended.</summary>
internal enum SaveEnd
{
    /// <summary>The database has done it.</summary>
    Done,

    /// <summary>It failed, and unless it was part of a transaction the database has done nothing of it.</summary>
    Refused,

    /// <summary>It failed or was cancelled, and the database may have done it, or may yet do so.</summary>
    InDoubt,
}
