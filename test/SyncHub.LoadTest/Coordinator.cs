using System.Globalization;
using System.Runtime.InteropServices;
using SyncHub.LoadTest.CommandLine;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Reports;
using SyncHub.LoadTest.Scenarios;

namespace SyncHub.LoadTest;

/// <summary>Runs the scenarios asked for, one after the other. Whatever ends it ends the processes that it started.</summary>
internal static class Coordinator
{
    private const int Failed = 1, BadUsage = 2;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.Contains("--help"))
        {
            await Console.Out.WriteLineAsync(LoadOptions.Help);
            return 0;
        }

        LoadOptions options;
        try
        {
            options = LoadOptions.Parse(arguments);
        }
        catch (FormatException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return BadUsage;
        }

        using var ending = new CancellationTokenSource(options.Sizes.Limit, TimeProvider.System);
        void End(PosixSignalContext signal)
        {
            // The default would end this process at once and leave its children to find out.
            signal.Cancel = true;
            ending.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            await RunAsync(options, arguments, ending.Token);
            return 0;
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync(ending.IsCancellationRequested
                ? $"Ended early: interrupted, or not done within {options.Sizes.Limit.TotalMinutes:F0} minutes."
                : exception.ToString());
            return Failed;
        }
    }

    private static async Task RunAsync(LoadOptions options, string[] arguments, CancellationToken cancellation)
    {
        var report = new MarkdownReport(Console.Out, Console.Error);
        report.Paragraph($"`dotnet run -c Release --project test/SyncHub.LoadTest{(arguments.Length > 0 ? " -- " : "")}{string.Join(' ', arguments)}`");
        await using (var server = await ServerProcess.StartAsync(ServerOptions.Usual, cancellation))
        {
            report.Paragraph(Machine.Describe(await server.EnvironmentAsync(cancellation)));
        }

        if (Machine.LoadAverage() is { } load)
        {
            report.Paragraph(
                $"{TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, load average of the machine before the start: {load}; on a machine that others keep busy the figures are noise.");
        }

        report.Paragraph("Medians of the runs, in brackets the least and the most. Ratios are taken run by run, each against the baseline's run next to it.");
        var run = new LoadRun(options.Sizes, options.Targets, report);
        foreach (var scenario in options.Scenarios)
        {
            report.Progress($"scenario {scenario.Name}");
            await scenario.RunAsync(run, cancellation);
        }
    }
}
