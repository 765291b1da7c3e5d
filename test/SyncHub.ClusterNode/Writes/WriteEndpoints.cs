using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SyncHub.ClusterNode.Rows;

namespace SyncHub.ClusterNode.Writes;

/// <summary><c>POST /writes</c>.</summary>
internal static class WriteEndpoints
{
    public static void MapWrites(this IEndpointRouteBuilder endpoints) => endpoints.MapPost("/writes", WriteAsync);

    /// <summary>200: it is done. 409: the database has refused a statement, so that nothing is done. 500: nobody knows.</summary>
    private static async Task<IResult> WriteAsync(Write write, ClusterDb db, CancellationToken cancellation)
    {
        try
        {
            await Writer.WriteAsync(db, write, cancellation).ConfigureAwait(false);
            return Results.Ok();
        }
        catch (DbUpdateConcurrencyException exception)
        {
            return Results.Conflict(exception.Message);
        }
        catch (Exception exception) when ((exception as PostgresException ?? exception.InnerException) is PostgresException refused)
        {
            return Results.Conflict(refused.MessageText);
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException or InvalidOperationException)
        {
            return Results.Problem(exception.Message);
        }
    }
}
