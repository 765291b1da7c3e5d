namespace SyncHub.Server.Sessions;

/// <summary>Something that a session has to be answered.</summary>
internal abstract record SessionWork
{
    public sealed record Subscribe(SubscribeRequest Request) : SessionWork;

    public sealed record Refresh(Subscription Subscription) : SessionWork;
}
