using System.Diagnostics;

namespace SyncHub.Client.Telemetry;

/// <summary>
/// The activity source <c>SyncHub.Client</c>. Connecting and subscribing are traces of their own: they outlive whatever they began in. A model's name
/// is a tag; a key and a secret never are.
/// </summary>
internal static class SyncClientActivities
{
    public const string SourceName = "SyncHub.Client";
    public const string Connect = "SyncHub.Client.Connect";
    public const string SignIn = "SyncHub.Client.SignIn";
    public const string Subscribe = "SyncHub.Client.Subscribe";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins an activity within the present one; null where nobody listens.</summary>
    public static Activity? Start(string name) => Source.StartActivity(name, ActivityKind.Client);

    /// <summary>Begins an activity that is nobody's part, and leaves the present one as it is; null where nobody listens.</summary>
    public static Activity? StartApart(string name, string model)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var present = Activity.Current;
        Activity.Current = null;
        try
        {
            return Source.StartActivity(name, ActivityKind.Client, parentContext: default, [new(SyncClientTags.Model, model)]);
        }
        finally
        {
            Activity.Current = present;
        }
    }

    public static void Fail(this Activity activity, string code, string? reason = null)
    {
        activity.SetTag(SyncClientTags.Error, code);
        activity.SetStatus(ActivityStatusCode.Error, reason);
    }
}
