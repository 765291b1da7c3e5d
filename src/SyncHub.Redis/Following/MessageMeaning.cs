using SyncHub.Server.Log;

namespace SyncHub.Redis.Following;

/// <summary>What a published commit means for a mirror.</summary>
internal enum MessageMeaning
{
    /// <summary>It follows the heads: it is added.</summary>
    Append,

    /// <summary>The mirror has it, or knows none of its models.</summary>
    Ignore,

    /// <summary>Something before it is missing, or its changes are: they are read from the streams.</summary>
    Fill,

    /// <summary>It is of another epoch: where the log stands has to be found out.</summary>
    Reset,
}

/// <summary>Judges published commits.</summary>
internal static class MessageMeanings
{
    /// <param name="epoch">The mirror's epoch.</param>
    /// <param name="heads">The mirror's heads, of all models that this node knows.</param>
    /// <param name="commit">The commit. Parts of models that only other nodes know mean nothing here.</param>
    public static MessageMeaning Of(string epoch, IReadOnlyDictionary<string, LogHead> heads, NewsMessage.Committed commit)
    {
        if (commit.Epoch != epoch)
        {
            return MessageMeaning.Reset;
        }

        var meaning = MessageMeaning.Ignore;
        foreach (var part in commit.Parts)
        {
            if (!heads.TryGetValue(part.Model, out var head) || part.LastSeq <= head.Seq)
            {
                continue;
            }

            if (part.PreviousSeq != head.Seq || part.Payload is null)
            {
                return MessageMeaning.Fill;
            }

            meaning = MessageMeaning.Append;
        }

        // Some of a commit that is added as a whole is known already: then the mirror has seen part of it, which the streams put right.
        return meaning == MessageMeaning.Append && commit.Parts.Any(part => heads.TryGetValue(part.Model, out var head) && part.LastSeq <= head.Seq)
            ? MessageMeaning.Fill
            : meaning;
    }
}
