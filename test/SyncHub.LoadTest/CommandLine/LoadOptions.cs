using System.Globalization;
using SyncHub.LoadTest.Contracts;
using SyncHub.LoadTest.Contracts.LiveQueries;
using SyncHub.LoadTest.Scenarios;

namespace SyncHub.LoadTest.CommandLine;

/// <summary>What the command line asks for.</summary>
internal sealed record LoadOptions(IReadOnlyList<IScenario> Scenarios, IReadOnlyList<Target> Targets, LoadSizes Sizes)
{
    public static string Help { get; } = $"""
        Loads a SyncHub server with raw WebSocket clients and prints the figures as Markdown tables.
        Server and clients run as processes of their own on this machine's loopback interface.
        redis-append, cluster-push, cluster-idle and failover start a redis-server, which has to be on PATH.

          dotnet run -c Release --project test/SyncHub.LoadTest -- [options]

          --scenario <name>       {string.Join(" | ", AllScenarios.Names)} | all (default all)
          --connections <n[,n…]>  fan-out is measured for each, the rest take the largest (default {string.Join(',', LoadSizes.Full.Connections)})
          --updates <n>           updates in a burst (default {LoadSizes.Full.Updates})
          --runs <n>              measured runs of each side (default {LoadSizes.Full.Runs}); nodes are always killed {ClusterSizes.Full.Kills} times each
          --shapes <name[,name…]> equality | ranges | mixed: the live queries' filters (default {string.Join(',', LoadSizes.Full.Live.Shapes).ToLowerInvariant()})
          --only <bare|sync>      one side only, for profiling; no ratios (bare: the baseline, also naive live queries, the bare script, the single node)
          --quick                 small sizes: shows that everything runs, the figures mean nothing
          --help                  this text
        """;

    /// <summary>Reads the arguments; throws <see cref="FormatException"/> with a sentence for the user.</summary>
    public static LoadOptions Parse(IReadOnlyList<string> arguments)
    {
        var sizes = arguments.Contains("--quick") ? LoadSizes.Quick : LoadSizes.Full;
        var options = new LoadOptions(AllScenarios.Find("all"), [Target.Bare, Target.Sync], sizes);
        for (var index = 0; index < arguments.Count; index++)
        {
            var name = arguments[index];
            if (name != "--quick")
            {
                index++;
                options = options.With(name, index < arguments.Count ? arguments[index] : throw new FormatException($"{name} needs a value."));
            }
        }

        return options;
    }

    private LoadOptions With(string name, string value) => name switch
    {
        "--scenario" => this with { Scenarios = AllScenarios.Find(value) },
        "--connections" => this with { Sizes = Sizes with { Connections = [.. value.Split(',').Select(item => Count(name, item, 5000))] } },
        "--updates" => this with { Sizes = Sizes with { Updates = Count(name, value, 10_000) } },
        "--runs" => this with { Sizes = Sizes with { Runs = Count(name, value, 100) } },
        "--shapes" => this with { Sizes = Sizes with { Live = Sizes.Live with { Shapes = [.. value.Split(',').Select(Shape)] } } },
        "--only" => this with { Targets = [Only(value)] },
        _ => throw new FormatException($"{name} is not an option; --help lists them."),
    };

    private static Target Only(string value) =>
        Enum.TryParse<Target>(value, ignoreCase: true, out var target) && target is Target.Bare or Target.Sync
            ? target
            : throw new FormatException($"--only takes bare or sync, not '{value}'.");

    private static LiveShape Shape(string value) =>
        LiveSizes.Full.Shapes.FirstOrDefault(shape => shape.ToString().Equals(value, StringComparison.OrdinalIgnoreCase), (LiveShape)(-1)) is >= 0 and var found
            ? found
            : throw new FormatException($"--shapes takes equality, ranges and mixed, not '{value}'.");

    private static int Count(string name, string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most
            ? count
            : throw new FormatException($"{name} takes whole numbers from 1 to {most}, not '{value}'.");
}
