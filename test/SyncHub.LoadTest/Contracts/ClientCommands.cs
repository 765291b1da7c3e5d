using System.Text.Json.Serialization;
using SyncHub.LoadTest.Contracts.Cluster;
using SyncHub.LoadTest.Contracts.LiveQueries;

namespace SyncHub.LoadTest.Contracts;

/// <summary>What the coordinator asks of the process that holds the connections: one JSON line each, answered by one line.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(OpenConnections), "open")]
[JsonDerivedType(typeof(Subscribe), "subscribe")]
[JsonDerivedType(typeof(ExpectPushes), "expect")]
[JsonDerivedType(typeof(AwaitPushes), "await")]
[JsonDerivedType(typeof(StallReaders), "stall")]
[JsonDerivedType(typeof(WakeReaders), "wake")]
[JsonDerivedType(typeof(CloseConnections), "close")]
[JsonDerivedType(typeof(StartFlood), "flood")]
[JsonDerivedType(typeof(EndFlood), "end-flood")]
[JsonDerivedType(typeof(FollowQueries), "follow")]
[JsonDerivedType(typeof(AwaitRows), "await-rows")]
[JsonDerivedType(typeof(ExpectWrites), "expect-writes")]
[JsonDerivedType(typeof(ReportWrites), "report-writes")]
[JsonDerivedType(typeof(HoldSubscriptions), "hold")]
[JsonDerivedType(typeof(AwaitReturn), "await-return")]
[JsonDerivedType(typeof(ReleaseSubscriptions), "release")]
internal abstract record ClientCommand;

/// <summary>Opens connections beside those that are open, and subscribes each as soon as it stands where a plan is given.</summary>
/// <param name="Url">The hub's address.</param>
/// <param name="Target">Which hub it is.</param>
/// <param name="Count">How many connections.</param>
/// <param name="AtOnce">How many are being opened at the same time.</param>
/// <param name="Plan">What they subscribe to; null for nothing yet.</param>
/// <param name="NarrowLink">Whether they have segments and windows so small that the kernel hides a stall for some 100 KB only.</param>
/// <param name="SignIn">Whether each signs in, before it subscribes, as the user of its own number.</param>
internal sealed record OpenConnections(
    Uri Url, Target Target, int Count, int AtOnce, SubscriptionPlan? Plan = null, bool NarrowLink = false, bool SignIn = false)
    : ClientCommand;

/// <summary>Subscribes every open connection and waits for all answers. Answered by <see cref="SubscribeReport"/>.</summary>
internal sealed record Subscribe(SubscriptionPlan Plan) : ClientCommand;

/// <summary>Forgets what was counted, and says how many pushes will come.</summary>
/// <param name="PerConnection">How many on each connection that is measured.</param>
/// <param name="Unmeasured">How many connections, the first ones, are left out of expectation and report.</param>
internal sealed record ExpectPushes(int PerConnection, int Unmeasured) : ClientCommand;

/// <summary>Waits for the pushes expected. Answered by <see cref="DeliveryReport"/>.</summary>
internal sealed record AwaitPushes(double TimeoutSeconds) : ClientCommand;

/// <summary>The first connections stop reading their sockets.</summary>
internal sealed record StallReaders(int Count) : ClientCommand;

/// <summary>
/// Stalled connections read on, until each has seen the timestamp given or was closed. Answered by <see cref="WakeReport"/>.
/// </summary>
internal sealed record WakeReaders(long SentAt, double TimeoutSeconds) : ClientCommand;

/// <summary>The first connection asks for subscriptions and ends them, over and over, until <see cref="EndFlood"/>.</summary>
/// <param name="PerSecond">How many requests a second; 0 for as many as the connection takes.</param>
internal sealed record StartFlood(int PerSecond) : ClientCommand;

/// <summary>Ends the flood. Answered by <see cref="FloodReport"/>.</summary>
internal sealed record EndFlood : ClientCommand;

/// <summary>Closes all connections; their positions are kept for <see cref="SubscriptionPlan.Resume"/>.</summary>
internal sealed record CloseConnections : ClientCommand;
