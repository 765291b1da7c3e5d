namespace TaskBoard.Cluster;

/// <summary>Kills and starts servers as somebody types it, so that one can watch what the page makes of it.</summary>
internal sealed class CommandLine(NodeList nodes, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        Console.WriteLine("Type 'kill 1' or 'start 1', with a server's number; Ctrl+C ends everything.");

        // The console cannot be read with a token; at the end nobody waits for this any more.
        while (await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(stoppingToken) is { } line)
        {
            await RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private async Task RunAsync(string[] words)
    {
        if (words is not [var what, var number] || !int.TryParse(number, out var index) || index < 1 || index > nodes.All.Count)
        {
            Console.WriteLine($"'{string.Join(' ', words)}' is no command; type 'kill N' or 'start N' with N from 1 to {nodes.All.Count}.");
            return;
        }

        var node = nodes.All[index - 1];
        switch (what)
        {
            case "kill":
                await node.KillAsync();
                Console.WriteLine($"Server   {node.Url}  killed");
                break;
            case "start":
                try
                {
                    await node.StartAsync();
                }
                catch (InvalidOperationException exception)
                {
                    Console.WriteLine(exception.Message);
                }

                break;
            default:
                Console.WriteLine($"'{what}' is no command; type 'kill {index}' or 'start {index}'.");
                break;
        }
    }
}
