using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace SyncHub.Client.Sqlite;

/// <summary>The file and the connection to it. A damaged file is set aside and begun anew. The queue's alone.</summary>
internal sealed class DatabaseFile(string path, ILogger logger) : IDisposable
{
    private const int BusyTimeoutSeconds = 5;

    private SqliteConnection? _connection;

    public static string CorruptPath(string path) => path + ".corrupt";

    /// <summary>Does something with the file; where that shows that it is damaged, once more with a new one.</summary>
    public TResult Use<TResult>(Func<SqliteConnection, TResult> work)
    {
        try
        {
            return work(_connection ??= Open());
        }
        catch (SqliteException exception) when (IsDamage(exception))
        {
            Dispose();
            _connection = OpenSound(exception);
            return work(_connection);
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private static bool IsDamage(SqliteException exception) => exception.SqliteErrorCode is
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB

        // The statements are always the same: where one has an error, it is the tables that are not as they were made.
        or SQLitePCL.raw.SQLITE_ERROR;

    /// <summary>Another store may have begun the file anew by now: then it is sound.</summary>
    private SqliteConnection OpenSound(SqliteException damage)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = Open();
            if (DatabaseSchema.IsSound(connection))
            {
                return connection;
            }
        }
        catch (SqliteException exception) when (IsDamage(exception))
        {
            damage = exception;
        }

        connection?.Dispose();
        File.Move(path, CorruptPath(path), overwrite: true);

        // They belong to what was moved; beside a new file they would be taken for its own.
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        SqliteLog.FileSetAside(logger, damage, CorruptPath(path));
        return Open();
    }

    private SqliteConnection Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        CreateFile();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            DefaultTimeout = BusyTimeoutSeconds,

            // A pooled connection would keep a file open that is to be moved.
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            DatabaseSchema.Prepare(connection, path);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // SQLite would make it readable for everybody. One that is there is not touched: to close it would drop the locks that this process holds on it.
    private void CreateFile()
    {
        if (OperatingSystem.IsWindows() || File.Exists(path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another store was faster.
        }
    }
}
