using SyncHub.Client.Tests.Scripted;

namespace SyncHub.Client.Tests.SignIn;

/// <summary>Users come and go while the connection breaks, secrets fail and grants end.</summary>
public sealed class SignInRandomTests
{
    private const int Seed = 41;
    private const int Runs = 40;

    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task SignInAsync_RandomFaults_TrueMeansThatTheServerKnowsTheUserOfTheCallOrALaterOne()
    {
        for (var run = 0; run < Runs; run++)
        {
            var random = new Random(Seed + run);
            var user = 0;
            var faults = 0;
            var lastKnown = 0;
            await using var scripted = new SecretSource
            {
                Give = _ => Interlocked.Decrement(ref faults) >= 0 ? throw new InvalidOperationException("No vault.") : $"{Volatile.Read(ref user)}",
            }.Client();
            scripted.Server.OnAuthenticate = secret =>
            {
                if (Interlocked.Decrement(ref faults) >= 0)
                {
                    throw new IOException("Torn.");
                }

                Volatile.Write(ref lastKnown, int.Parse(secret, System.Globalization.CultureInfo.InvariantCulture));
                return Task.FromResult(SecretSource.Grant(scripted, TimeSpan.FromMinutes(2)));
            };
            await using var note = scripted.Client.SubscribeEntity<Note>(1);
            var connection = await scripted.Server.NextAsync();
            var calls = new List<Task<bool>>();
            for (var step = 0; step < 30; step++)
            {
                switch (random.Next(5))
                {
                    case 0 or 1:
                        calls.Add(CallAsync(Interlocked.Increment(ref user)));
                        break;
                    case 2:
                        Interlocked.Exchange(ref faults, random.Next(3));
                        break;
                    case 3:
                        connection.Break();
                        break;
                    case 4:
                        scripted.Time.Advance(TimeSpan.FromSeconds(random.Next(90)));
                        break;
                }

                while (scripted.Server.HasNext)
                {
                    connection = await scripted.Server.NextAsync();
                }
            }

            Interlocked.Exchange(ref faults, 0);
            Assert.True(await PassDelaysAsync(scripted, scripted.Client.SignInAsync()), $"Seed {Seed + run}.");
            Assert.True(Volatile.Read(ref lastKnown) == user, $"Seed {Seed + run}: the server knows user {lastKnown} instead of {user}.");
            await Task.WhenAll(calls).Within();

            async Task<bool> CallAsync(int calledBy)
            {
                try
                {
                    var isSignedIn = await scripted.Client.SignInAsync();
                    var known = Volatile.Read(ref lastKnown);
                    Assert.True(!isSignedIn || known >= calledBy, $"Seed {Seed + run}: {calledBy} was told yes, the server knew {known}.");
                    return isSignedIn;
                }
                catch (SyncException exception) when (exception.Error.Code == SyncClientErrorCodes.SignInFailed)
                {
                    return false;
                }
            }
        }
    }

    // Whoever breaks off last may leave the client waiting to reconnect, for as long as the clock stands still.
    private static async Task<T> PassDelaysAsync<T>(ScriptedClient scripted, Task<T> result)
    {
        while (!result.IsCompleted)
        {
            await Task.WhenAny(result, scripted.Time.WhenTimerArmedAsync(ReconnectDelay)).Within();
            if (!result.IsCompleted)
            {
                scripted.Time.Advance(ReconnectDelay);
            }
        }

        return await result;
    }
}
