using Microsoft.Extensions.Logging;

namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>What is logged of models when the application starts.</summary>
internal static partial class ModelLog
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The projection of model {Model} reads {Navigation}. Rows do not follow changes of that {Target}: after one, call ISyncNotifier.NotifyChangedAsync for the rows concerned, or keep a copy of the value in the row.")]
    public static partial void ChangesUnseen(ILogger logger, string model, string navigation, string target);
}
