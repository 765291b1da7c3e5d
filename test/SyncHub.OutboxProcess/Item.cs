namespace SyncHub.OutboxProcess;

/// <summary>A row that the process writes.</summary>
public sealed class Item
{
    public int Id { get; set; }

    public string Value { get; set; } = "";
}
