using System.Diagnostics;

namespace TaskBoard.Cluster;

/// <summary>One server: TaskBoard as a process of its own, on a port that it keeps.</summary>
internal sealed class NodeProcess(int port, string database, string redis)
{
    private Process? _process;

    public string Url { get; } = $"http://localhost:{port}";

    public string Name { get; } = $"{port}";

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts the server, if it does not run, and waits until it listens.</summary>
    public async Task StartAsync()
    {
        if (IsRunning)
        {
            return;
        }

        _process?.Dispose();
        _process = Process.Start(new ProcessStartInfo(
            "dotnet", [Assembly(), "--urls", Url, $"--ConnectionStrings:Tasks={database}", $"--ConnectionStrings:Redis={redis}"])
        {
            RedirectStandardOutput = true,
        })!;
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = CopyOutputAsync(_process, listens);
        await listens.Task;
        Console.WriteLine($"Server   {Url}  process {_process.Id}");
    }

    /// <summary>Kills the server, so that it can say goodbye to nobody.</summary>
    public async Task KillAsync()
    {
        if (IsRunning)
        {
            _process!.Kill();
            await _process.WaitForExitAsync();
        }
    }

    private async Task CopyOutputAsync(Process process, TaskCompletionSource listens)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Application started.", StringComparison.Ordinal))
            {
                listens.TrySetResult();
            }

            Console.WriteLine($"{Name} | {line}");
        }

        listens.TrySetException(new InvalidOperationException($"The server on port {port} ended before it listened; its last lines are above."));
    }

    // The two are built beside each other, with one configuration.
    private static string Assembly()
    {
        var path = AppContext.BaseDirectory.Replace("TaskBoard.Cluster", "TaskBoard", StringComparison.Ordinal) + "TaskBoard.dll";
        return File.Exists(path) ? path : throw new InvalidOperationException($"There is no {path}; build examples/TaskBoard.Cluster from the repository, which builds it, too.");
    }
}
