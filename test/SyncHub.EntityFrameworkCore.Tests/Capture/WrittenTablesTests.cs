using SyncHub.EntityFrameworkCore.Capture;

namespace SyncHub.EntityFrameworkCore.Tests.Capture;

public sealed class WrittenTablesTests
{
    [Theory]
    [InlineData("UPDATE \"Cards\" AS \"c\" SET \"Rank\" = 1", "Cards")]
    [InlineData("update cards set rank = 1", "cards")]
    [InlineData("UPDATE ONLY public.\"Cards\" SET x = 1", "Cards")]
    [InlineData("UPDATE OR IGNORE Cards SET x = 1", "Cards")]
    [InlineData("UPDATE [c] SET [c].[Rank] = 1 FROM [dbo].[Cards] AS [c]", "Cards,c")]
    [InlineData("DELETE FROM [c] FROM [Cards] AS [c] WHERE [c].[Id] = 1", "Cards,c")]
    [InlineData("UPDATE `Cards` AS `c` SET `c`.`Rank` = 1", "Cards")]
    [InlineData("DELETE\n FROM Cards", "Cards")]
    [InlineData("INSERT INTO Cards (Id) SELECT Id FROM Other", "Cards")]
    [InlineData("INSERT OR REPLACE INTO Cards (Id) VALUES (1)", "Cards")]
    [InlineData("TRUNCATE TABLE Cards", "Cards")]
    [InlineData("MERGE INTO Cards USING Other ON 1 = 1", "Cards")]
    [InlineData("WITH gone AS (DELETE FROM Cards RETURNING *) SELECT * FROM gone", "Cards")]
    [InlineData("SELECT 1; UPDATE Cards SET x = 1", "Cards")]
    [InlineData("UPDATE \"a\"\"b\" SET x = 1", "a\"b")]
    [InlineData("UPDATE Other SET x = (SELECT max(Id) FROM Cards)", "Other")]
    [InlineData("UPDATE CardsArchive SET x = 1", "CardsArchive")]
    [InlineData("SELECT * FROM Cards", "")]
    [InlineData("SELECT 'UPDATE Cards SET x = 1'", "")]
    [InlineData("SELECT \"update Cards\" FROM Other", "")]
    [InlineData("-- UPDATE Cards SET x = 1\nSELECT 1 /* DELETE FROM Cards */", "")]
    [InlineData("SELECT * FROM Cards FOR UPDATE", "")]
    [InlineData("", "")]
    public void In_ACommand_AreTheTablesThatItWrites(string sql, string tables) =>
        Assert.Equal(tables, string.Join(',', WrittenTables.In(sql).Order(StringComparer.Ordinal)));
}
