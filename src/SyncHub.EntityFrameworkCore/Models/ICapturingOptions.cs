namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>Marks the options of contexts whose saves reach subscribers.</summary>
internal interface ICapturingOptions;
