namespace SyncHub.Server.Tests.Windows;

/// <summary>One step of a random run.</summary>
internal abstract record RunStep
{
    /// <summary>One commit to the source; followed by the view unless it lags.</summary>
    internal sealed record Write((SyncKey Key, ModelRow? Row)[] Rows) : RunStep
    {
        public override string ToString() => $"Write {string.Join(", ", Rows.Select(row => $"{row.Key}={row.Row?.ToString() ?? "gone"}"))}";
    }

    /// <summary>The view stops following the log.</summary>
    internal sealed record Lag : RunStep;

    /// <summary>The view catches up, commit by commit or as one debounce window.</summary>
    internal sealed record CatchUp(bool AtOnce) : RunStep;

    /// <summary>The source answers the request that is out; the answer stays on its way.</summary>
    internal sealed record Read(int Most) : RunStep;

    /// <summary>The answer arrives.</summary>
    internal sealed record Deliver : RunStep;

    internal sealed record Open(int Skip, int? Top) : RunStep;

    internal sealed record Close(int Number) : RunStep;

    /// <summary>A new first read.</summary>
    internal sealed record Reload(int Most) : RunStep;
}
