using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Json;
using SyncHub.Server.Messages;
using SyncHub.Testing;
using SyncHub.Testing.PublicApi;

namespace SyncHub.Server.Tests.Schema;

/// <summary><c>GET /sync/schema</c>, over real HTTP.</summary>
public sealed class SchemaTests
{
    private static readonly Uri Address = new("/sync/schema", UriKind.Relative);
    private static readonly TestServerSettings Mapped = new() { Pipeline = app => app.MapSyncHubSchema("/sync") };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Get_ModelsOfEveryKind_IsTheApprovedDocument()
    {
        await using var scene = await SchemaScene.StartAsync(
            sync => sync
                .AddModel<Book, long>(model => model.Queryable(book => new { book.Title, book.Author, book.Tags, book.Price }))
                .AddModel<Loan, int>(WithViews)
                .AddResolver("statistics", (_, _, _, _) => Task.CompletedTask)
                .AddMessageHandler<Silent>(),
            Mapped);

        var actual = (await scene.GetAsync()).ToJsonString(Indented);

        var file = WorkingTree.PathOf("test/SyncHub.Server.Tests/Schema/approved.json");
        if (Environment.GetEnvironmentVariable(ApprovedApi.AcceptVariable) == "1")
        {
            await File.WriteAllTextAsync(file, actual + "\n");
        }

        Assert.Equal(await File.ReadAllTextAsync(file), actual + "\n");
    }

    [Fact]
    public async Task Get_WithoutMapping_IsNotFound()
    {
        await using var scene = await SchemaScene.StartAsync(sync => sync.AddModel<Loan, int>(model => model.Key(loan => loan.Number)), new TestServerSettings());

        using var response = await scene.Http.GetAsync(Address);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Get_Again_NamesItsEntityTagAndSendsNothingTwice()
    {
        await using var scene = await SchemaScene.StartAsync(sync => sync.AddModel<Loan, int>(WithViews), Mapped);
        using var first = await scene.Http.GetAsync(Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await scene.Http.SendAsync(request);

        Assert.Equal(new MediaTypeHeaderValue("application/json"), first.Content.Headers.ContentType);
        Assert.Equal("no-cache, private", first.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Get_RequireAuthorization_IsForThoseWhoSignedIn()
    {
        await using var scene = await SchemaScene.StartAsync(
            sync => sync.AddModel<Loan, int>(WithViews),
            new TestServerSettings
            {
                Services = services => services.AddAuthorization().AddAuthentication("none").AddCookie("none", cookie => cookie.Events.OnRedirectToLogin = context =>
                {
                    context.Response.StatusCode = (int)HttpStatusCode.Unauthorized;
                    return Task.CompletedTask;
                }),
                Pipeline = app =>
                {
                    app.UseAuthentication();
                    app.UseAuthorization();
                    app.MapSyncHubSchema("/sync").RequireAuthorization();
                },
            });

        using var response = await scene.Http.GetAsync(Address);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Get_SourceGeneratedOptions_WritesEnumsAndInstantsAsReflectionDoes()
    {
        async Task<string> DescribeAsync(JsonSerializerOptions serializer)
        {
            await using var scene = await SchemaScene.StartAsync(
                sync => sync.AddModel<Plain, Guid>(), Mapped with { Options = options => options.Serializer = serializer });
            return (await scene.GetAsync()).ToJsonString(Indented);
        }

        var generated = await DescribeAsync(EntityJson.CreateOptions(PlainContext.Default));

        Assert.Equal(await DescribeAsync(EntityJson.CreateOptions()), generated);
        Assert.Contains("soft", generated, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OptionsThatWriteOtherwise_DescribesWhatTheyWrite()
    {
        var serializer = new JsonSerializerOptions(EntityJson.CreateOptions())
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString,
        };
        serializer.Converters.Clear();
        await using var scene = await SchemaScene.StartAsync(
            sync => sync.AddModel<Plain, Guid>(), Mapped with { Options = options => options.Serializer = serializer });

        var types = (await scene.GetAsync())["$defs"]!;
        var plain = types["Plain"]!;

        Assert.Equal("string", (string?)plain["properties"]!["how_many"]!["type"]);
        Assert.Equal("[0,1]", types["Binding"]!["enum"]!.ToJsonString());
        Assert.Equal("""["id","how_many","binding","at"]""", plain["required"]!.ToJsonString());
    }

    [Fact]
    public async Task Get_EveryBody_HasExactlyThePropertiesThatAreDescribed()
    {
        var model = TestModels.Build<Book, long>();
        var body = JsonNode.Parse(model.Serialize(new Book { Title = "On schemas", Dedication = "to you", Volume = 2, Secret = "s", Password = "p", Anything = JsonElement.Parse("7") }).Utf8.Span)!.AsObject();
        await using var scene = await SchemaScene.StartAsync(sync => sync.AddModel<Book, long>(), Mapped);

        var described = (await scene.GetAsync())["$defs"]!["Book"]!["properties"]!.AsObject();

        Assert.Equal(body.Select(property => property.Key), described.Select(property => property.Key));
    }

    [Fact]
    public void MapSyncHubSchema_WithoutAddSyncHub_SaysWhatToCall()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        var exception = Assert.Throws<InvalidOperationException>(() => app.MapSyncHubSchema("/sync"));

        Assert.Contains("AddSyncHub()", exception.Message, StringComparison.Ordinal);
    }

    private static void WithViews(Server.Model.ModelBuilder<Loan, int> model) => model
        .Name("loans")
        .Key(loan => loan.Number)
        .Access(access => access
            .View("clerk", loan => new { loan.BookId, loan.Due, loan.Fine, loan.Previous }, user => user.IsInRole("clerk"))
            .View("reader", loan => new { loan.BookId, loan.Due }));

    private sealed class Silent : ISyncMessageHandler
    {
        public Task HandleAsync(SyncMessage message, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
