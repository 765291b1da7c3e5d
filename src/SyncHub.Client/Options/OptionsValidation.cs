using System.Globalization;

namespace SyncHub.Client;

internal static class OptionsValidation
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Every problem of the options and, for a client made from a URL, of the URL.</summary>
    public static IReadOnlyList<string> Check(SyncClientOptions options, Uri? url, bool ownBuilder = false)
    {
        var problems = new List<string>();
        CheckUrl(url, problems);
        CheckTransport(options, ownBuilder, problems);
        CheckTimes(options, problems);
        CheckModels(options, problems);
        if (options.MaxReconnectAttempts < 0)
        {
            problems.Add(Problem(nameof(options.MaxReconnectAttempts), options.MaxReconnectAttempts, "give null for no end, or a number from 0 on"));
        }

        if (options.MaxSuspended < 0)
        {
            problems.Add(Problem(nameof(options.MaxSuspended), options.MaxSuspended, "give a number from 0 on"));
        }

        CheckCache(options, problems);
        CheckPresent(options.TimeProvider, nameof(options.TimeProvider), "TimeProvider.System", problems);
        CheckPresent(options.EntityJsonOptions, nameof(options.EntityJsonOptions), "EntityJson.CreateOptions()", problems);
        return problems;
    }

    /// <summary>The same for an address that is still text.</summary>
    public static IReadOnlyList<string> CheckAddress(SyncClientOptions options, string url) => Uri.TryCreate(url, UriKind.RelativeOrAbsolute, out var address)
        ? Check(options, address)
        : [UrlProblem(url), .. Check(options, url: null)];

    private static void CheckUrl(Uri? url, List<string> problems)
    {
        if (url is not null && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https" or "ws" or "wss")))
        {
            problems.Add(UrlProblem(url));
        }
    }

    private static string UrlProblem(object url) =>
        Problem("url", url, "give an absolute http, https, ws or wss address, such as http://localhost:5000/sync");

    private static void CheckTransport(SyncClientOptions options, bool ownBuilder, List<string> problems)
    {
        if (ownBuilder && options.AccessTokenFactory is not null)
        {
            problems.Add("AccessTokenFactory is set together with a connection builder; give the token to the builder's own options.");
        }

        if (ownBuilder && options.Headers.Count > 0)
        {
            problems.Add("Headers are set together with a connection builder; give them to the builder's own options.");
        }

        foreach (var name in options.Headers.Keys.Where(name => string.IsNullOrWhiteSpace(name)))
        {
            problems.Add(Problem(nameof(options.Headers), $"'{name}'", "give every header a name"));
        }
    }

    private static void CheckTimes(SyncClientOptions options, List<string> problems)
    {
        CheckPositive(options.ReconnectBaseDelay, nameof(options.ReconnectBaseDelay), problems);
        CheckPositive(options.ReconnectMaxDelay, nameof(options.ReconnectMaxDelay), problems);
        CheckPositive(options.KeepAliveInterval, nameof(options.KeepAliveInterval), problems);
        CheckPositive(options.ServerTimeout, nameof(options.ServerTimeout), problems);
        CheckPositive(options.ConnectTimeout, nameof(options.ConnectTimeout), problems);
        CheckPositive(options.MutationTimeout, nameof(options.MutationTimeout), problems);
        if (options.ReconnectMaxDelay < options.ReconnectBaseDelay)
        {
            problems.Add(Problem(nameof(options.ReconnectMaxDelay), options.ReconnectMaxDelay, $"make it at least ReconnectBaseDelay ({options.ReconnectBaseDelay:c})"));
        }

        if (options.ServerTimeout <= options.KeepAliveInterval)
        {
            problems.Add(Problem(nameof(options.ServerTimeout), options.ServerTimeout, $"make it longer than KeepAliveInterval ({options.KeepAliveInterval:c})"));
        }

        CheckSuspendDelay(options.SuspendDelay, nameof(options.SuspendDelay), problems);
    }

    private static void CheckModels(SyncClientOptions options, List<string> problems)
    {
        foreach (var (type, model) in options.Models)
        {
            if (string.IsNullOrWhiteSpace(model.Name))
            {
                problems.Add(Problem($"Model<{type.Name}>.Name", $"'{model.Name}'", "give the name that the server registered the model under"));
            }

            if (model.SuspendDelay is { } delay)
            {
                CheckSuspendDelay(delay, $"Model<{type.Name}>.SuspendDelay", problems);
            }
        }
    }

    private static void CheckCache(SyncClientOptions options, List<string> problems)
    {
        if (options.Cache is not { } cache)
        {
            problems.Add(Problem(nameof(options.Cache), "null", "leave it out or give new SyncCacheOptions()"));
            return;
        }

        if (string.IsNullOrEmpty(cache.SchemaVersion))
        {
            problems.Add(Problem("Cache.SchemaVersion", $"'{cache.SchemaVersion}'", "give a text, such as 1"));
        }

        if (cache.MaxAge <= TimeSpan.Zero)
        {
            problems.Add(Problem("Cache.MaxAge", cache.MaxAge, "give a time above zero, or leave Store out to keep nothing"));
        }

        if (cache.SaveDelay < TimeSpan.Zero || cache.SaveDelay > LongestTimer)
        {
            problems.Add(Problem("Cache.SaveDelay", cache.SaveDelay, "give a time from zero to 49 days"));
        }

        CheckPositive(cache.StoreTimeout, "Cache.StoreTimeout", problems);
        if (cache is { Store: not null, User: null } && (options.AccessTokenFactory is not null || options.SecretFactory is not null))
        {
            problems.Add("Cache.Store is set together with AccessTokenFactory or SecretFactory, but Cache.User is not; give a function that says who is signed in, an id say, so that nobody is shown what was stored for somebody else, or () => null where everybody may see the same.");
        }
    }

    private static void CheckSuspendDelay(TimeSpan value, string name, List<string> problems)
    {
        if (value != Timeout.InfiniteTimeSpan && (value < TimeSpan.Zero || value > LongestTimer))
        {
            problems.Add(Problem(name, value, "give a time from zero to 49 days, or Timeout.InfiniteTimeSpan for never"));
        }
    }

    private static void CheckPositive(TimeSpan value, string name, List<string> problems)
    {
        if (value <= TimeSpan.Zero || value > LongestTimer)
        {
            problems.Add(Problem(name, value, "give a time above zero, of at most 49 days"));
        }
    }

    private static void CheckPresent(object? value, string name, string example, List<string> problems)
    {
        if (value is null)
        {
            problems.Add(Problem(name, "null", $"leave it out or give {example}"));
        }
    }

    private static string Problem(string name, object? value, string wayOut) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; {wayOut}.");
}
