namespace SyncHub.Server.Windows;

/// <summary>A range that a view wants to know. The source is to be read after the view asked.</summary>
/// <param name="Ticket">Names the request; the answer brings it back.</param>
/// <param name="After">The range begins after this place; null for the beginning.</param>
/// <param name="Count">How many rows are wanted; fewer will do.</param>
internal sealed record RefillNeeded<TRow>(int Ticket, TRow? After, int Count)
    where TRow : class, IKeyed;
