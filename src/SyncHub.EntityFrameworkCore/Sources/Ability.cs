namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>What can be asked of a column with the same answer as in memory.</summary>
[Flags]
internal enum Ability
{
    /// <summary>Only whether it is null.</summary>
    None = 0,

    /// <summary>Whether it equals a value.</summary>
    Equality = 1,

    /// <summary>Whether it is greater than a value; its order.</summary>
    Order = 2,

    /// <summary>What a text begins with, ends with, contains or is like.</summary>
    Text = 4,

    /// <summary>All that there is.</summary>
    All = Equality | Order | Text,
}
