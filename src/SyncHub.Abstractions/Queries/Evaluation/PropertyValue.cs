namespace SyncHub.Queries.Evaluation;

/// <summary>What a row has in a property: a value or null.</summary>
/// <typeparam name="TValue">The property's type, without <see cref="Nullable{T}"/>.</typeparam>
/// <param name="IsPresent">Whether it is a value; false for null, on the way to the property as well.</param>
/// <param name="Value">The value; the type's default where there is none.</param>
public readonly record struct PropertyValue<TValue>(bool IsPresent, TValue Value);
