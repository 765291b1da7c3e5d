using Microsoft.Extensions.Logging;

namespace SyncHub.Testing;

/// <summary>What a log reports, as signals to wait for.</summary>
/// <typeparam name="TCategory">Who reports.</typeparam>
/// <param name="messages">The class of the messages' methods, by whose names they are waited for.</param>
/// <param name="patience">How long is waited for one.</param>
public class LogSignals<TCategory>(Type messages, TimeSpan patience) : ILogger<TCategory>
{
    private readonly Lock _gate = new();
    private readonly List<int> _events = [];
    private readonly List<(int Event, int Count, TaskCompletionSource Seen)> _waiting = [];

    /// <summary>How often a message was logged.</summary>
    public int Count(string name)
    {
        lock (_gate)
        {
            return _events.Count(IdOf(name).Equals);
        }
    }

    /// <summary>Completes when a message was logged so many times, from the beginning on.</summary>
    public Task WhenAsync(string name, int count = 1)
    {
        lock (_gate)
        {
            var id = IdOf(name);
            if (_events.Count(id.Equals) >= count)
            {
                return Task.CompletedTask;
            }

            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((id, count, seen));
            return seen.Task.WaitAsync(patience);
        }
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
        {
            _events.Add(eventId.Id);
            foreach (var waiter in _waiting.Where(waiter => waiter.Event == eventId.Id && _events.Count(eventId.Id.Equals) >= waiter.Count))
            {
                waiter.Seen.TrySetResult();
            }
        }
    }

    private int IdOf(string name) => messages.GetMethod(name)!.GetCustomAttributesData()
        .Single(attribute => attribute.AttributeType == typeof(LoggerMessageAttribute)).ConstructorArguments[0].Value is int id ? id : throw new ArgumentException(name, nameof(name));
}
