using System.Text.Json;
using Microsoft.Extensions.Logging;
using SyncHub.EntityFrameworkCore.Models;
using SyncHub.EntityFrameworkCore.Publishing;
using SyncHub.Server;

namespace SyncHub.EntityFrameworkCore.Outbox;

/// <summary>Makes commits of what an outbox holds.</summary>
internal sealed class OutboxReader(TrackedModels models, OutboxNode node, ILogger<OutboxReader> logger)
{
    /// <summary>The commits, in the order of their first entries. What cannot be read, or is of no model any more, is reported and left out.</summary>
    public IEnumerable<Publication> Read(Type context, IEnumerable<OutboxEntry> entries)
    {
        var known = models.Of(context).ToDictionary(model => model.Model.Name, StringComparer.Ordinal);
        foreach (var commit in entries.GroupBy(entry => entry.Commit))
        {
            var first = commit.First();
            var touches = commit.SelectMany(entry => Touches(known, entry)).ToList();
            yield return new Publication(touches, new DateTimeOffset(first.SavedAt, TimeSpan.Zero), ScopeOf(commit.Key, first.MutationId));
        }
    }

    private MutationScope? ScopeOf(Guid commit, string? mutationId) => node.ScopeOf(commit) ?? (mutationId is null ? null : new MutationScope(mutationId));

    private List<Touch> Touches(Dictionary<string, TrackedModel> known, OutboxEntry entry)
    {
        var touches = new List<Touch>();
        try
        {
            foreach (var (name, key, before) in OutboxPayload.Read(entry.Changes))
            {
                if (known.TryGetValue(name, out var model))
                {
                    touches.Add(new Touch(model, key, RowBefore.Of(before)));
                }
                else
                {
                    OutboxLog.UnknownModel(logger, entry.Id, name);
                }
            }
        }
        catch (JsonException exception)
        {
            OutboxLog.Unreadable(logger, exception, entry.Id);
        }

        return touches;
    }
}
