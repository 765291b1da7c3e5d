using System.Diagnostics.CodeAnalysis;

namespace TaskWatch;

/// <summary>What was asked for on the command line: a task where there is one, else a board.</summary>
internal sealed record Arguments(Uri Url, string? Name, string Board, Guid? Task)
{
    public const string Usage = "Usage: TaskWatch [--url http://localhost:5000/sync] [--name Ada] [board | task id]";

    private static readonly Arguments Default = new(new Uri("http://localhost:5000/sync"), Name: null, "demo", Task: null);

    public static bool TryParse(IReadOnlyList<string> args, [NotNullWhen(true)] out Arguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        arguments = Default;
        problem = null;
        var isNamed = false;
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
            else if (args[i] == "--name")
            {
                i++;
                if (i < args.Count && !string.IsNullOrWhiteSpace(args[i]))
                {
                    arguments = arguments with { Name = args[i] };
                }
                else
                {
                    problem = "--name is empty; give it the name to sign in with.";
                }
            }
            else if (args[i].StartsWith('-'))
            {
                problem = $"'{args[i]}' is unknown; there are only --url and --name.";
            }
            else if (isNamed)
            {
                problem = $"'{args[i]}' is one too many; give one board or one task id.";
            }
            else
            {
                isNamed = true;
                arguments = Guid.TryParse(args[i], out var task) ? arguments with { Task = task } : arguments with { Board = args[i] };
            }
        }

        arguments = problem is null ? arguments : null;
        return problem is null;
    }
}
