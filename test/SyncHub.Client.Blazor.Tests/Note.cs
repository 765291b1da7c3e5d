namespace SyncHub.Client.Blazor.Tests;

/// <summary>The model of these tests.</summary>
public sealed record Note(int Id, string Text, string Board = "b1");
