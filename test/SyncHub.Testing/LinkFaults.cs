using System.Text;

namespace SyncHub.Testing;

/// <summary>What goes wrong on the way from the server to one client. Everything passes until a test says otherwise.</summary>
public sealed class LinkFaults
{
    private readonly Lock _gate = new();
    private readonly List<byte[]> _held = [];
    private TaskCompletionSource? _stalled;
    private Func<string, bool>? _lose;
    private Func<string, bool>? _hold;

    /// <summary>Whether the connection has been cut.</summary>
    public bool IsCut { get; private set; }

    /// <summary>How many records a fault has taken away.</summary>
    public int Lost { get; private set; }

    /// <summary>The client stops reading: what the server sends piles up.</summary>
    public void Stall()
    {
        lock (_gate)
        {
            _stalled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The client reads again.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            _stalled?.TrySetResult();
            _stalled = null;
        }
    }

    /// <summary>Loses the records that match, until told null.</summary>
    public void Lose(Func<string, bool>? record)
    {
        lock (_gate)
        {
            _lose = record;
        }
    }

    /// <summary>Holds back the records that match, until told null; then they follow, out of turn, behind the next record that passes.</summary>
    public void Hold(Func<string, bool>? record)
    {
        lock (_gate)
        {
            _hold = record;
        }
    }

    internal void Cut()
    {
        IsCut = true;
        Resume();
    }

    internal Task WhenReadingAsync()
    {
        lock (_gate)
        {
            return _stalled?.Task ?? Task.CompletedTask;
        }
    }

    internal IReadOnlyList<byte[]> Pass(byte[] record)
    {
        lock (_gate)
        {
            if (_lose is null && _hold is null && _held.Count == 0)
            {
                return [record];
            }

            var text = Encoding.UTF8.GetString(record);
            if (_lose?.Invoke(text) == true)
            {
                Lost++;
                return [];
            }

            if (_hold?.Invoke(text) == true)
            {
                _held.Add(record);
                return [];
            }

            if (_hold is not null)
            {
                return [record];
            }

            byte[][] passed = [record, .. _held];
            _held.Clear();
            return passed;
        }
    }
}
