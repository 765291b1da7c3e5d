using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using SyncHub.Server;

namespace TaskBoard;

/// <summary>Turns what endpoints throw into problem+json; an unexpected exception keeps its details to the server's log.</summary>
internal sealed class ProblemExceptionHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var (status, detail) = exception switch
        {
            EntityNotFoundException => (StatusCodes.Status404NotFound, exception.Message),
            EntityExistsException => (StatusCodes.Status409Conflict, exception.Message),
            BadHttpRequestException { InnerException: JsonException json } =>
                (StatusCodes.Status400BadRequest, $"The body is not valid JSON; correct it and send it again. {json.Message}"),
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
                (StatusCodes.Status415UnsupportedMediaType, "The body is not declared as JSON; send it with the header Content-Type: application/json."),
            BadHttpRequestException bad => (bad.StatusCode, $"{bad.Message} Correct the request and send it again."),
            _ => (StatusCodes.Status500InternalServerError, "The server failed unexpectedly; the details are in its log."),
        };
        httpContext.Response.StatusCode = status;
        return problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            Exception = exception,
            ProblemDetails = new ProblemDetails { Status = status, Detail = detail },
        });
    }
}
