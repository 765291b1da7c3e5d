using System.Diagnostics;

namespace SyncHub.Testing.Processes;

/// <summary>
/// A program that tests start to mistreat it: it can be killed, halted and ended in order. It ends with this process, however that ends, halted or not: its
/// shell waits for the end of a pipe that only this process holds.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int MaxLines = 2_000;

    // "$@" the command. It is started before the signals are ignored, since it would inherit that.
    private const string Script = """
        "$@" </dev/null 2>&1 &
        trap '' INT TERM HUP
        exec 2>/dev/null
        echo "pid $!"
        exec >/dev/null
        read -r _
        kill -9 $!
        wait $!
        """;

    private readonly Process _shell;
    private readonly Task _reading;
    private readonly TaskCompletionSource<string> _pid = New();
    private readonly Lock _gate = new();

    // Under _gate.
    private readonly Queue<string> _lines = new();
    private readonly List<(string Prefix, TaskCompletionSource<string> Seen)> _awaited = [];
    private bool _hasEnded;

    private ChildProcess(Process shell)
    {
        _shell = shell;
        _reading = ReadAsync();
    }

    /// <summary>Completes when the program has ended, for whatever reason.</summary>
    public Task Ended => _reading;

    /// <summary>What the program has printed last, at most 2,000 lines.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Waits for a line that begins so, and returns the rest of it.</summary>
    /// <exception cref="InvalidOperationException">The program has ended without having printed one; the message says what it printed.</exception>
    public Task<string> WhenPrintedAsync(string prefix)
    {
        lock (_gate)
        {
            if (_lines.FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal)) is { } known)
            {
                return Task.FromResult(known[prefix.Length..]);
            }

            var seen = New();
            if (_hasEnded)
            {
                seen.SetException(EndedWithout_NeedsLock(prefix));
            }
            else
            {
                _awaited.Add((prefix, seen));
            }

            return seen.Task;
        }
    }

    /// <summary>Sends a signal, <c>STOP</c> say.</summary>
    /// <exception cref="InvalidOperationException">The program has ended.</exception>
    public async Task SignalAsync(string signal)
    {
        var pid = await _pid.Task;
        using var kill = Process.Start("kill", [$"-{signal}", pid]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"Process {pid} could not be sent {signal}: {Tail(Lines)}");
        }
    }

    /// <summary>Kills the program, so that it cannot say or finish anything.</summary>
    public async Task KillAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        await Ended;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _shell.Dispose();
    }

    private static TaskCompletionSource<string> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Tail(IEnumerable<string> lines) => string.Join(Environment.NewLine, lines.TakeLast(20));

    private async Task ReadAsync()
    {
        while (await _shell.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (!_pid.Task.IsCompleted && line.StartsWith("pid ", StringComparison.Ordinal))
            {
                _pid.SetResult(line[4..]);
                continue;
            }

            lock (_gate)
            {
                _lines.Enqueue(line);
                if (_lines.Count > MaxLines)
                {
                    _lines.Dequeue();
                }

                foreach (var (prefix, seen) in _awaited.Where(awaited => line.StartsWith(awaited.Prefix, StringComparison.Ordinal)))
                {
                    seen.TrySetResult(line[prefix.Length..]);
                }
            }
        }

        lock (_gate)
        {
            _hasEnded = true;
            _awaited.ForEach(awaited => awaited.Seen.TrySetException(EndedWithout_NeedsLock(awaited.Prefix)));
        }
    }

    private InvalidOperationException EndedWithout_NeedsLock(string prefix) => new($"The program has ended without having printed '{prefix}': {Tail(_lines)}");
}
