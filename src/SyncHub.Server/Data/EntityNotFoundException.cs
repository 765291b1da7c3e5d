namespace SyncHub.Server;

/// <summary>A write named an entity that the data set does not have. Nothing was changed.</summary>
public sealed class EntityNotFoundException : InvalidOperationException
{
    /// <summary>Creates the exception for a model and a key.</summary>
    public EntityNotFoundException(string model, SyncKey key)
        : base($"Model '{model}' has no entity with the key '{key}'. It may have been removed; add it first.")
    {
        Model = model;
        Key = key;
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>The key that nothing is under.</summary>
    public SyncKey Key { get; }
}
