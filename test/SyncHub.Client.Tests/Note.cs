namespace SyncHub.Client.Tests;

public sealed record Note(int Id, string Text, int? Rank = null);
