using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace SyncHub.Client.Blazor.Tests.Following;

/// <summary>A handle whose states a test gives, even after its release, and which writes into a log when it is made and when it is released.</summary>
internal sealed class FakeHandle : IAsyncDisposable
{
    private readonly Channel<object> _states = Channel.CreateUnbounded<object>();
    private readonly string _name;
    private readonly List<string> _log;

    public FakeHandle(string name, List<string> log)
    {
        (_name, _log) = (name, log);
        log.Add($"+{name}");
        Show("present");
    }

    /// <summary>How many states have been read.</summary>
    public Watched<int> Read { get; } = new(0);

    public void Show(object state) => _states.Writer.TryWrite(state);

    public void Fail(Exception exception) => _states.Writer.TryComplete(exception);

    public async IAsyncEnumerable<object> States([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var state in _states.Reader.ReadAllAsync(cancellationToken))
        {
            Read.Change(count => count + 1);
            yield return state;
        }
    }

    public ValueTask DisposeAsync()
    {
        _log.Add($"-{_name}");
        return ValueTask.CompletedTask;
    }
}
