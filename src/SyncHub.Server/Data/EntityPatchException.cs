namespace SyncHub.Server;

/// <summary>A patch asked for something that its entity cannot become. Nothing was changed.</summary>
public sealed class EntityPatchException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="property">The JSON name of the property that is at fault; null where the patch as a whole is.</param>
    /// <param name="message">One sentence that names what is wrong, and the way out.</param>
    /// <param name="innerException">What found it, if anything did.</param>
    public EntityPatchException(string model, string? property, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Model = model;
        Property = property;
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>The JSON name of the property that is at fault; null where the patch as a whole is.</summary>
    public string? Property { get; }
}
