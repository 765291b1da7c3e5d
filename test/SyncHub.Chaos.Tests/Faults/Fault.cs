using System.Globalization;

namespace SyncHub.Chaos.Tests.Faults;

/// <summary>One failure.</summary>
/// <param name="At">When it begins, from the start of the run; later where its process is still in another.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Node">To which node; null for Redis.</param>
/// <param name="Length">How long it lasts.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int? Node, TimeSpan Length)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds,6:F1} s {Kind}{(Node is { } node ? $" {node}" : "")} for {Length.TotalSeconds:F1} s");
}
