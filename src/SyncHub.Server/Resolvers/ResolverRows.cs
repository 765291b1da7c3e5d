using SyncHub.Protocol;
using SyncHub.Server.Errors;

namespace SyncHub.Server.Resolvers;

/// <summary>
/// Takes the rows of one call of a resolver's handler. They are written as JSON when they are added: what happens to an object later does not
/// matter. Rows go out as they are given, access rules of a model do not apply here: the handler is what decides who gets what.
/// </summary>
public sealed class ResolverRows
{
    private readonly string _resolver;
    private readonly RowWriter _writer;
    private readonly ResolverSettings _settings;

    // A handler may add from several tasks; and one that has run out of time may still add.
    private readonly Lock _gate = new();
    private readonly List<ResolverRow> _rows = [];
    private long _bytes;
    private bool _closed;
    private SyncError? _overflow;

    internal ResolverRows(string resolver, RowWriter writer, ResolverSettings settings)
    {
        _resolver = resolver;
        _writer = writer;
        _settings = settings;
    }

    /// <summary>How many rows there are so far.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _rows.Count;
            }
        }
    }

    /// <summary>Adds a row of a type: under its name as a model, where it is registered as one, else under the type's name.</summary>
    /// <exception cref="ArgumentException">The type has no name that a client could know: it is anonymous, generic or plain object.</exception>
    /// <exception cref="InvalidOperationException">The call is over.</exception>
    /// <exception cref="SyncException">There are more rows or bytes than the resolver may answer: <see cref="SyncErrorCodes.LimitExceeded"/>.</exception>
    public void Add<T>(T row)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(row);
        Add(_writer.Write<T>(row));
    }

    /// <summary>Adds a row under a name.</summary>
    /// <param name="model">What clients know it as.</param>
    /// <param name="row">The row.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">The call is over.</exception>
    /// <exception cref="SyncException">There are more rows or bytes than the resolver may answer: <see cref="SyncErrorCodes.LimitExceeded"/>.</exception>
    public void Add(string model, object row)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentNullException.ThrowIfNull(row);
        Add(_writer.Write(model, row));
    }

    /// <summary>The handler is done: nothing is added any more.</summary>
    /// <exception cref="SyncException">There were more rows or bytes than the resolver may answer, whatever the handler made of that.</exception>
    internal IReadOnlyList<ResolverRow> Close()
    {
        lock (_gate)
        {
            _closed = true;
            return _overflow is null ? _rows : throw new SyncException(_overflow);
        }
    }

    private void Add(ResolverRow row)
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw new InvalidOperationException($"A row was added to resolver '{_resolver}' after its handler's task had completed; await what adds rows.");
            }

            _bytes += row.Data.Utf8.Length;
            _overflow ??= _rows.Count == _settings.MaxRows ? SyncErrors.TooManyRows(_resolver, _settings.MaxRows)
                : _bytes > _settings.MaxBytes ? SyncErrors.RowsTooLarge(_resolver, _settings.MaxBytes)
                : null;
            if (_overflow is not null)
            {
                // Nobody will see them.
                _rows.Clear();
                throw new SyncException(_overflow);
            }

            _rows.Add(row);
        }
    }
}
