using Microsoft.EntityFrameworkCore;

namespace SyncHub.Redis.Tests.Nodes;

/// <summary>The database that all nodes share.</summary>
public sealed class NoteDb(DbContextOptions<NoteDb> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();
}
