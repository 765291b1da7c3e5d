namespace SyncHub.Server;

/// <summary>An entity was added under a key that the data set already has. Nothing was changed.</summary>
public sealed class EntityExistsException : InvalidOperationException
{
    /// <summary>Creates the exception for a model and a key.</summary>
    public EntityExistsException(string model, SyncKey key)
        : base($"Model '{model}' already has an entity with the key '{key}'. Update or patch that one, or add this one under another key.")
    {
        Model = model;
        Key = key;
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>The key that is taken.</summary>
    public SyncKey Key { get; }
}
