namespace SyncHub.Client.Blazor.Tests;

/// <summary>A value that changes on some thread, and that tests wait for.</summary>
internal sealed class Watched<T>(T value)
{
    private readonly Lock _gate = new();
    private readonly List<(Func<T, bool> Fits, TaskCompletionSource<T> Found)> _waiting = [];
    private T _value = value;

    public T Value
    {
        get
        {
            lock (_gate)
            {
                return _value;
            }
        }
    }

    public void Change(Func<T, T> change)
    {
        lock (_gate)
        {
            _value = change(_value);
            foreach (var waiting in _waiting.Where(waiting => waiting.Fits(_value)).ToList())
            {
                _waiting.Remove(waiting);
                waiting.Found.SetResult(_value);
            }
        }
    }

    /// <summary>Waits for the first value that fits, the present one included.</summary>
    public async Task<T> WhenAsync(Func<T, bool> fits)
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (fits(_value))
            {
                return _value;
            }

            _waiting.Add((fits, found));
        }

        try
        {
            return await found.Task.Within();
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The value waited for never came; the last was: {Value}");
        }
    }
}
