namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>What the original values of an entity's own entry tell of the row that it is.</summary>
internal enum Originals
{
    /// <summary>Not all: something of it comes from navigations, owned entities or other tables.</summary>
    Partial,

    /// <summary>All, by values that may be shared with the entity and change with it.</summary>
    Whole,

    /// <summary>All, by values that never change.</summary>
    Plain,
}
