using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SyncHub.Testing;

/// <summary>Keeps log messages of level warning and above, so that tests can look at them.</summary>
public sealed class TestLogs : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _messages = new();

    /// <summary>What was logged, with the exception's text.</summary>
    public IReadOnlyCollection<string> Messages => _messages;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _messages.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
        }
    }
}
