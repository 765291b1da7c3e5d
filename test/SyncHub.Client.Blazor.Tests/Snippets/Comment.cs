namespace SyncHub.Client.Blazor.Tests.Snippets;

public sealed record Comment(Guid Id, Guid TaskId, string Text);
