using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace TaskBoard.Storage;

/// <summary>Where the tasks are: <c>ConnectionStrings:Tasks</c>, a file of SQLite's or a database of PostgreSQL's.</summary>
internal static class TaskDbExtensions
{
    /// <param name="isDurable">Whether news of a save outlives the process. The table for that is made with a new database only.</param>
    public static void AddTaskDb(this WebApplicationBuilder builder, bool isDurable)
    {
        var connection = builder.Configuration.GetConnectionString("Tasks")
            ?? throw new InvalidOperationException("There is no connection string Tasks; give one with --ConnectionStrings:Tasks=\"Data Source=tasks.db\".");
        builder.Services.AddDbContextPool<TaskDb>(options =>
        {
            if (IsPostgres(connection))
            {
                options.UseNpgsql(connection);
            }
            else
            {
                options.UseSqlite(connection);
            }

            options.UseSyncHub(sync =>
            {
                if (isDurable)
                {
                    sync.Durable();
                }
            });
        });
    }

    // Only PostgreSQL has hosts.
    private static bool IsPostgres(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection).Host is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or KeyNotFoundException)
        {
            _ = new SqliteConnectionStringBuilder(connection);
            return false;
        }
    }
}
