using SyncHub.Queries;

namespace SyncHub.EntityFrameworkCore.Tests.Sources;

/// <summary>What queries over samples can name.</summary>
internal static class SampleSchema
{
    private static readonly QuerySchema Schema = QuerySchema.Create(SampleDomain.Json.GetTypeInfo(typeof(Sample)), "id");

    public static QueryProperty Find(string path) => Schema.Get(path);
}
