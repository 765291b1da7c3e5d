using System.Security.Claims;
using SyncHub.LoadTest.Processes;
using SyncHub.LoadTest.Server.LiveQueries;
using SyncHub.Server;
using SyncHub.Server.Model;

namespace SyncHub.LoadTest.Server.Rules;

/// <summary>The rules of a server that has some: messages are each user's own, items are a tenant's and seen in part.</summary>
internal static class RowRules
{
    public static ModelBuilder<Message, string> Apply(ModelBuilder<Message, string> model, ServerOptions server) =>
        server.HasRules
            ? model.Access(access => access.Rows(user => message => message.RoomId == user.UserId()))
            : model;

    public static ModelBuilder<LoadItem, string> Apply(ModelBuilder<LoadItem, string> model, ServerOptions server) =>
        server.HasRules
            ? model.Access(access => access
                .Rows(user => item => item.Tenant == user.FindFirstValue(LoadAuthenticator.TenantClaim))
                .View("board", item => new { item.Id, item.Title, item.Priority, item.SentAt }))
            : model;
}
