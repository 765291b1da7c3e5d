using System.Text;
using SyncHub.Postgres.Following;

namespace SyncHub.Postgres.Tests.Following;

public sealed class HeadNewsTests
{
    [Theory]
    [InlineData("tasks")]
    [InlineData("tasks", "with space", "ünï", "")]
    public void Parse_WhatWasWritten_IsTheSame(params string[] models)
    {
        var news = new HeadNews("epoch", models.Select((model, index) => (model, index)).ToDictionary(pair => pair.model, pair => (long)pair.index + 7));

        var read = HeadNews.Parse(news.ToPayload());

        Assert.NotNull(read);
        Assert.Equal(news.Epoch, read.Epoch);
        Assert.Equal(news.Seqs, read.Seqs);
    }

    [Fact]
    public void ToPayload_OfManyModels_IsSmallEnoughForPostgres()
    {
        foreach (var models in new[] { 1, 10, 100, 500, 1000, 5000 })
        {
            var payload = new HeadNews("epoch", Enumerable.Range(0, models).ToDictionary(model => $"model {model} ä", _ => long.MaxValue)).ToPayload();

            Assert.InRange(Encoding.UTF8.GetByteCount(payload), 1, 7999);
            Assert.StartsWith("epoch", payload, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("epoch")]
    [InlineData("epoch\ntasks")]
    [InlineData("epoch\ntasks\nx")]
    [InlineData("epoch\ntasks\n-1")]
    [InlineData("epoch\ntasks\n1\nnotes")]
    public void Parse_AnythingElse_IsNull(string payload) => Assert.Null(HeadNews.Parse(payload));
}
