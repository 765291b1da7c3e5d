using Microsoft.Extensions.Logging;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Matching;

namespace SyncHub.Server.Collections;

/// <summary>Tells operators of queries that every change of a model evaluates, and of evaluations that fail.</summary>
internal sealed partial class MatcherReports(string model, ServerMetrics metrics, ILogger logger) : IMatcherObserver
{
    private bool _hasWarned;
    private bool _hasFailed;

    public void ScanListed(string clause)
    {
        metrics.ScannedQueriesChanged(model, 1);
        if (!_hasWarned)
        {
            _hasWarned = true;
            LogScanned(model, clause);
        }
    }

    public void ScanUnlisted() => metrics.ScannedQueriesChanged(model, -1);

    public void EvaluationFailed(Exception exception)
    {
        // Once: the same row may be judged a thousand times a second.
        if (!_hasFailed)
        {
            _hasFailed = true;
            LogEvaluationFailed(exception, model);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A live query of model {Model} has no condition to find it by, so every change evaluates it: {Clause}. Add an equality, a list or a range, if there are to be many of its kind. The metric synchub.live_queries.scanned counts them; this is said once.")]
    private partial void LogScanned(string model, string clause);

    [LoggerMessage(2, LogLevel.Error, "Evaluating a row of model {Model} for a live query failed; rows for which it does match nothing. This is said once.")]
    private partial void LogEvaluationFailed(Exception exception, string model);
}
