using System.Diagnostics.CodeAnalysis;

namespace TaskWatch;

/// <summary>What was asked for on the command line.</summary>
internal sealed record Arguments(Uri Url, Guid Task)
{
    public const string Usage = "Usage: TaskWatch [--url http://localhost:5000/sync] [task id]";

    // The first task that TaskBoard puts on its board.
    private static readonly Arguments Default = new(new Uri("http://localhost:5000/sync"), new Guid("00000000-0000-0000-0000-000000000001"));

    public static bool TryParse(IReadOnlyList<string> args, [NotNullWhen(true)] out Arguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        arguments = Default;
        problem = null;
        for (var i = 0; i < args.Count && problem is null; i++)
        {
            if (args[i] == "--url")
            {
                i++;
                if (i < args.Count && Uri.TryCreate(args[i], UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                {
                    arguments = arguments with { Url = url };
                }
                else
                {
                    problem = $"--url is {(i < args.Count ? $"'{args[i]}'" : "empty")}; give it an http or https address.";
                }
            }
            else if (Guid.TryParse(args[i], out var task))
            {
                arguments = arguments with { Task = task };
            }
            else
            {
                problem = $"'{args[i]}' is no task id; give a Guid, or none for TaskBoard's first task.";
            }
        }

        arguments = problem is null ? arguments : null;
        return problem is null;
    }
}
