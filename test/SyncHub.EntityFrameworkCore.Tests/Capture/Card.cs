namespace SyncHub.EntityFrameworkCore.Tests.Capture;

/// <summary>A row with nothing special about it.</summary>
public sealed class Card
{
    public int Id { get; set; }

    public string Title { get; set; } = "";

    public int Rank { get; set; }

    public bool IsDeleted { get; set; }

    public decimal Price { get; set; }

    public DateTime? DueAt { get; set; }

    public Guid Stamp { get; set; }
}
