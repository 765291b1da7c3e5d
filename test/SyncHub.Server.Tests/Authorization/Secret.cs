namespace SyncHub.Server.Tests.Authorization;

/// <summary>The model of these tests: what it says is for some only.</summary>
public sealed class Secret
{
    public int Id { get; init; }

    public string OwnerId { get; set; } = "";

    public string Tenant { get; set; } = "";

    public bool IsPublic { get; set; }

    public int Level { get; set; }

    public string Title { get; set; } = "";

    public string Hidden { get; set; } = "";
}
