using SyncHub.Client.Tests.Scripted;
using static SyncHub.Client.Tests.Wire;

namespace SyncHub.Client.Tests.Mutations;

/// <summary>Short ways to make and answer mutations.</summary>
internal static class MutationWire
{
    public static SyncMutation SetText(this SyncClient client, SyncKey key, string text) =>
        client.Mutate(mutation => mutation.Update<Note>(key, change => change.Set(note => note.Text, text)));

    public static MutationResult Result(long seq, string epoch = Epoch) => new() { Versions = new Dictionary<string, SyncVersion> { ["Note"] = At(seq, epoch) } };

    /// <summary>The server's answer, when the client has dealt with it.</summary>
    public static Task AcceptAsync(this ScriptedClient scripted, SyncMutation mutation, MutationResult? result)
    {
        mutation.Accept(result);
        return scripted.SettledAsync();
    }
}
