using Microsoft.Extensions.Logging;

namespace SyncHub.Server.Fanout;

/// <summary>What the fan-out reports.</summary>
internal sealed partial class FanoutLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Error, "A message could not be serialised and was left out.")]
    public partial void Unserializable(Exception exception);

    [LoggerMessage(2, LogLevel.Error, "A step of the fan-out failed; it goes on with the next.")]
    public partial void StepFailed(Exception exception);
}
