using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SyncHub.Server.DependencyInjection;

namespace SyncHub.EntityFrameworkCore.Tests.Snippets;

/// <summary>What docs/entity-framework.md registers is accepted; that it shows what is compiled here, <c>DocumentSnippetTests</c> of SyncHub.EndToEnd.Tests see to.</summary>
public sealed class SnippetTests
{
    [Fact]
    public void Models_OfTheDocument_AreAccepted()
    {
        var builder = WebApplication.CreateBuilder();
        RegistrationSnippets.InSixtySeconds(builder);
        RegistrationSnippets.Projected(builder);
        using var services = builder.Services.BuildServiceProvider();

        Assert.Equal(["TaskItem", "TaskRow"], services.GetRequiredService<ModelRegistry>().Models.Select(model => model.Name).Order());
    }

    [Fact]
    public void ModelsWithSettings_OfTheDocument_AreAccepted()
    {
        var builder = WebApplication.CreateBuilder();
        DurableSnippets.Register(builder, "Host=nowhere");
        RegistrationSnippets.Configured(builder);
        using var services = builder.Services.BuildServiceProvider();

        Assert.Equal("task", Assert.Single(services.GetRequiredService<ModelRegistry>().Models).Name);
    }
}
