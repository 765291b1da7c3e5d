using System.Globalization;
using System.Text;

namespace SyncHub.Postgres.Following;

/// <summary>What a notification says: how far models have come. The changes themselves are read from the table.</summary>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Seqs">The models that moved, and where they are.</param>
internal sealed record HeadNews(string Epoch, IReadOnlyDictionary<string, long> Seqs)
{
    // PostgreSQL refuses 8000 and more.
    private const int MostBytes = 7900;

    /// <summary>Reads a payload; null where it says no more than that something may have moved.</summary>
    public static HeadNews? Parse(string payload)
    {
        var lines = payload.Split('\n');
        if (lines.Length < 3 || lines.Length % 2 == 0)
        {
            return null;
        }

        var seqs = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var line = 1; line < lines.Length; line += 2)
        {
            if (!long.TryParse(lines[line + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            {
                return null;
            }

            seqs[lines[line]] = seq;
        }

        return new HeadNews(lines[0], seqs);
    }

    /// <summary>The payload; of too many models, only the epoch.</summary>
    public string ToPayload()
    {
        var payload = string.Join('\n', Seqs.SelectMany(seq => new[] { seq.Key, seq.Value.ToString(CultureInfo.InvariantCulture) }).Prepend(Epoch));
        return Encoding.UTF8.GetByteCount(payload) <= MostBytes ? payload : Epoch;
    }
}
