using SyncHub.Server.Authorization;
using SyncHub.Server.Diagnostics;
using SyncHub.Server.Fanout;

namespace SyncHub.Server.Sessions;

/// <summary>What all sessions of a node share.</summary>
internal sealed record SessionServices(
    SyncHubLimits Limits,
    OutboxLimits OutboxLimits,
    AnswerSender Answers,
    SessionTerminator Terminator,
    Delays Delays,
    AccessReview Review,
    LimitReports Reports,
    bool RequireSignIn,
    ServerMetrics Metrics,
    TimeProvider Time);
