using Microsoft.Extensions.Logging;

namespace SyncHub.Redis.Tests;

/// <summary>What a log reports, as signals to wait for.</summary>
internal sealed class LogSignals : ILogger<RedisChangeLog>
{
    private readonly Lock _gate = new();
    private readonly List<int> _events = [];
    private readonly List<(int Event, int Count, TaskCompletionSource Seen)> _waiting = [];

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
            return seen.Task.WaitAsync(TestNode.Patience);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

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

    private static int IdOf(string name) => typeof(RedisLogMessages).GetMethod(name)!.GetCustomAttributesData()
        .Single(attribute => attribute.AttributeType == typeof(LoggerMessageAttribute)).ConstructorArguments[0].Value is int id ? id : throw new ArgumentException(name, nameof(name));
}
