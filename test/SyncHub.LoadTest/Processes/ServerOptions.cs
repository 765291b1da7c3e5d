namespace SyncHub.LoadTest.Processes;

/// <summary>How a server differs from the usual one.</summary>
/// <param name="Boundless">Whether outboxes have no bound, to show what the bound is good for.</param>
/// <param name="HasRules">Whether its models have rules about who may see what.</param>
/// <param name="Node">Where its rows are, if not in its memory.</param>
internal sealed record ServerOptions(bool Boundless, bool HasRules, NodeOptions? Node = null)
{
    private const string NoOutboxBound = "--no-outbox-bound";
    private const string Rules = "--rules";

    public static ServerOptions Usual { get; } = new(Boundless: false, HasRules: false);

    public IEnumerable<string> Arguments =>
        [.. Boundless ? [NoOutboxBound] : Array.Empty<string>(), .. HasRules ? [Rules] : Array.Empty<string>(), .. Node?.Arguments ?? []];

    public static ServerOptions Parse(IReadOnlyCollection<string> arguments) =>
        new(arguments.Contains(NoOutboxBound), arguments.Contains(Rules), NodeOptions.Parse(arguments));
}
