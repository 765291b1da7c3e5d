namespace SyncHub.Abstractions.Tests.Queries;

/// <summary>
/// The files of test/query-cases say what this side answers. With SYNCHUB_ACCEPT_QUERY_CASES=1 they are written anew: read the difference, and run
/// the tests of the JavaScript client.
/// </summary>
public sealed class SharedQueryCasesTests
{
    private const int Seed = 8;

    private static readonly bool IsAccepting = Environment.GetEnvironmentVariable("SYNCHUB_ACCEPT_QUERY_CASES") == "1";

    [Fact]
    public void Written_Replayed_AreTheAnswers()
    {
        var answered = SharedQueryFile.Read("written").Answered();
        if (IsAccepting)
        {
            answered.Write("written");
        }

        Assert.Equal(SharedQueryFile.TextOf("written"), answered.ToText());
    }

    [Fact]
    public void Generated_OfTheSeed_AreTheSameAsEver()
    {
        var generated = SharedQueryFile.Generate(Seed, rowCount: 40, caseCount: 400);
        if (IsAccepting)
        {
            generated.Write("generated");
        }

        Assert.Equal(SharedQueryFile.TextOf("generated"), generated.ToText());

        // Neither all nor nothing, or they say little.
        Assert.InRange(generated.Cases.Sum(one => one.Total), 400 * 40 / 5, 400 * 40 * 4 / 5);
    }
}
