namespace SyncHub.Server.Matching;

/// <summary>The row before a change and after it.</summary>
[Flags]
internal enum RowImages : byte
{
    None = 0,
    Before = 1,
    After = 2,
    Both = Before | After,
}
