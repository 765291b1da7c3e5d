using System.Diagnostics;
using System.Globalization;

namespace SyncHub.LoadTest.Processes;

/// <summary>This program once more, in another role. It ends when this is disposed, or when its parent ends.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly string _role;

    private ChildProcess(Process process, string role)
    {
        _process = process;
        _role = role;
    }

    public static ChildProcess Start(string role, bool serverGarbageCollector, params ReadOnlySpan<string> options)
    {
        var executable = Environment.ProcessPath
            ?? throw new InvalidOperationException("The path of this program is unknown, so it cannot start its server and clients.");
        var start = new ProcessStartInfo(executable) { RedirectStandardInput = true, RedirectStandardOutput = true };

        if (Path.GetFileNameWithoutExtension(executable).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        start.ArgumentList.Add(role);
        foreach (var option in options)
        {
            start.ArgumentList.Add(option);
        }

        if (!serverGarbageCollector)
        {
            start.Environment["DOTNET_gcServer"] = "0";
        }

        var process = Process.Start(start)
            ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The {role} process did not start."));
        return new ChildProcess(process, role);
    }

    public async Task WriteLineAsync(string line, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
    }

    public async Task<string> ReadLineAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(limit.Token)
                ?? throw new InvalidOperationException($"The {_role} process ended unexpectedly; its errors are above.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"The {_role} process did not answer within {timeout.TotalSeconds:F0} s.");
        }
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            try
            {
                _process.StandardInput.Close();
                using var grace = new CancellationTokenSource(Grace);
                await _process.WaitForExitAsync(grace.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
