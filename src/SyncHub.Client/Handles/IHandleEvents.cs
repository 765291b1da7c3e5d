namespace SyncHub.Client.Handles;

/// <summary>The side of a handle that the application's event handlers are attached to.</summary>
internal interface IHandleEvents<TData>
    where TData : class?
{
    /// <summary>
    /// Takes a change at once where nobody would hear of it; false where somebody does. Called under the handle's lock and only while no
    /// change waits to be raised.
    /// </summary>
    bool TryTakeUnheard(Published<TData> next);

    /// <summary>Raises a change where handlers run.</summary>
    void Raise(Published<TData> next, bool isOtherData);
}
