namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>Marks the extension of a context's options that <c>UseSyncHub</c> adds: with it, what the context saves is captured.</summary>
internal interface ICapturingOptions
{
}
