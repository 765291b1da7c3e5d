namespace SyncHub.ClusterNode.Writes;

/// <summary>How rows are written.</summary>
public enum WriteKind
{
    /// <summary>Cards are added, or changed where they are there, in one save.</summary>
    Save,

    /// <summary>As <see cref="Save"/>, and the boards that cards leave and come to change with them: several saves in one transaction.</summary>
    Move,

    /// <summary>Cards are removed.</summary>
    Remove,

    /// <summary>All cards of a board change, in one statement past <c>SaveChanges</c>.</summary>
    ChangeAll,

    /// <summary>The cards of a board that have the rank are removed, in one statement past <c>SaveChanges</c>.</summary>
    RemoveAll,

    /// <summary>As <see cref="Move"/>, but the transaction is rolled back: nobody may ever see anything of it.</summary>
    RollBack,
}
