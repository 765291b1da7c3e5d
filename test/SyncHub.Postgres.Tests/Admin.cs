using Npgsql;

namespace SyncHub.Postgres.Tests;

/// <summary>A connection of the test's own, to look into the database and to mistreat it.</summary>
internal sealed class Admin : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private Admin(NpgsqlConnection connection) => _connection = connection;

    public static async Task<Admin> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        return new Admin(connection);
    }

    public async Task<object?> ReadAsync(string sql)
    {
#pragma warning disable CA2100 // Tests write their own statements.
        await using var command = new NpgsqlCommand(sql, _connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Cuts all connections of logs in this database.</summary>
    public Task CutAsync() => ReadAsync(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'SyncHub.Postgres'");

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
