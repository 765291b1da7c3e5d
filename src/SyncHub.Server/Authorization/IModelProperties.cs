using System.Reflection;

namespace SyncHub.Server.Authorization;

/// <summary>What of an entity travels.</summary>
internal interface IModelProperties
{
    /// <summary>Whether a member of the entity, or of an object within it, travels. What is no object (a text, a list) travels as a whole.</summary>
    bool Travels(Type owner, MemberInfo member);
}
