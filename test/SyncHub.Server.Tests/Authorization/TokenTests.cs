using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SyncHub.Server.Tests.Authorization;

/// <summary>Tokens at the connection, over real HTTP: in the header, and in the query string where a browser can put them nowhere else.</summary>
public sealed class TokenTests
{
    [Theory]
    [InlineData("/sync", "Bearer ann/red/lead", null, true)]
    [InlineData("/sync", null, "ann/red/lead", true)]
    [InlineData("/sync", "Bearer nonsense", "ann/red/lead", false)]
    [InlineData("/sync", null, null, false)]
    [InlineData("/sync", null, "", false)]
    [InlineData("/other", "Bearer ann/red/lead", null, true)]
    [InlineData("/other", null, "ann/red/lead", false)]
    public async Task Request_TokenInHeaderOrQuery_IsTakenOnTheHubsPathAlone(string path, string? header, string? query, bool isIn)
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = AddressOf(app) };
        using var request = new HttpRequestMessage(path == "/sync" ? HttpMethod.Post : HttpMethod.Get, path == "/sync" ? $"/sync/negotiate?negotiateVersion=1&access_token={query}" : $"{path}?access_token={query}");
        if (header is not null)
        {
            request.Headers.Add("Authorization", header);
        }

        using var response = await http.SendAsync(request);

        Assert.Equal(isIn ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, Bearer>("test", null);
        builder.Services.AddAuthorization();
        builder.Services.AddSyncHub().AddModel<Secret, int>(model => model.Access(access => access.Rows(user => secret => secret.OwnerId == user.UserId())));
        var app = builder.Build();
        app.UseSyncHubQueryTokens("/sync");
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapSyncHub("/sync").RequireAuthorization();
        app.MapGet("/other", () => "in").RequireAuthorization();
        await app.StartAsync();
        return app;
    }

    private sealed class Bearer(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var header = Request.Headers.Authorization.ToString();
            var who = header.StartsWith("Bearer ", StringComparison.Ordinal) ? Who.Parse(header["Bearer ".Length..]) : null;
            return Task.FromResult(who is null
                ? AuthenticateResult.NoResult()
                : AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(who.Principal), Scheme.Name)));
        }
    }
}
