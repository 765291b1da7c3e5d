namespace SyncHub.Server.Windows;

/// <summary>The answer to a <see cref="RefillNeeded{TRow}"/>.</summary>
/// <param name="Ticket">The request's.</param>
/// <param name="Rows">The rows that follow the place asked for, in order, none left out between them.</param>
/// <param name="IsComplete">Whether nothing follows the last of them.</param>
internal sealed record Refill<TRow>(int Ticket, IReadOnlyList<TRow> Rows, bool IsComplete)
    where TRow : class, IKeyed;
