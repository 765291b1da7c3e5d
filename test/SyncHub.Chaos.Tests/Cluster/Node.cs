using SyncHub.ClusterNode;
using SyncHub.Testing;
using SyncHub.Testing.Processes;

namespace SyncHub.Chaos.Tests.Cluster;

/// <summary>A node of the cluster: a process, or the place of one that is away.</summary>
internal sealed class Node(int number, IReadOnlyList<string> arguments) : IAsyncDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<string> _earlier = [];
    private ChildProcess? _process;
    private volatile Uri? _url;

    public int Number => number;

    /// <summary>Where it listens, or did last.</summary>
    public Uri Url => _url ?? throw new InvalidOperationException($"Node {number} was never started.");

    /// <summary>Whether it was started and nothing was done to it since.</summary>
    public bool IsUp { get; private set; }

    /// <summary>What it and those before it in its place have logged.</summary>
    public IEnumerable<string> Log => _earlier.Concat(_process?.Lines ?? []);

    public async Task StartAsync()
    {
        var assembly = WorkingTree.PathOf($"test/SyncHub.ClusterNode/bin/{Configuration}/net10.0/SyncHub.ClusterNode.dll");
        _process = ChildProcess.Start("dotnet", [assembly, .. arguments]);
        try
        {
            _url = new Uri(await _process.WhenPrintedAsync(NodeSettings.Listening).WaitAsync(Patience));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Node {number} did not serve within {Patience.TotalSeconds} s of its start:{Environment.NewLine}{Text(_process)}");
        }

        IsUp = true;
    }

    /// <summary>Fails where the process has ended although nobody ended it.</summary>
    public void AssertRuns() => Assert.False(_process!.Ended.IsCompleted, $"Node {number} has ended by itself:{Environment.NewLine}{Text(_process)}");

    public async Task KillAsync()
    {
        IsUp = false;
        await EndedAsync(process => process.KillAsync());
    }

    /// <summary>Ends it as an orchestrator does, and waits until it has.</summary>
    public async Task StopAsync()
    {
        IsUp = false;
        await EndedAsync(async process =>
        {
            await process.SignalAsync("TERM");
            await process.Ended.WaitAsync(Patience);
        });
    }

    public async Task PauseAsync()
    {
        IsUp = false;
        await _process!.SignalAsync("STOP");
    }

    public async Task ResumeAsync()
    {
        await _process!.SignalAsync("CONT");
        IsUp = true;
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string Text(ChildProcess process) => string.Join(Environment.NewLine, process.Lines.TakeLast(200));

    private async Task EndedAsync(Func<ChildProcess, Task> end)
    {
        AssertRuns();
        var process = _process!;
        await end(process);
        _earlier.AddRange(process.Lines);
        _process = null;
        await process.DisposeAsync();
    }
}
