namespace SyncHub.Client.Blazor.Tests.Snippets;

/// <summary>The model of the documents' examples.</summary>
public sealed record TaskItem(Guid Id, string BoardId, string Title, DateTimeOffset CreatedAt);
