using SyncHub.Server.Resolvers;

namespace SyncHub.Server.DependencyInjection;

/// <summary>What the application said of one resolver, kept until all can be checked together.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Handler">Its code.</param>
/// <param name="Configure">How it is run; null for the defaults.</param>
internal sealed record ResolverRegistration(string Name, ResolverHandler Handler, Action<ResolverBuilder>? Configure)
{
    /// <summary>Builds the resolver, or adds what is wrong with it.</summary>
    public Resolver? Build(TimeSpan defaultTimeout, ICollection<string> problems)
    {
        var builder = new ResolverBuilder();
        Configure?.Invoke(builder);
        return builder.Build(Name, defaultTimeout, problems) is { } settings ? new Resolver(Name, Handler, settings) : null;
    }
}
