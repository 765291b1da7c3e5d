using System.Globalization;

namespace SyncHub.Redis;

/// <summary>
/// Moments as Redis has them: ticks in 19 digits, since Lua's numbers would round them and texts of one length compare as numbers do.
/// </summary>
internal static class Ticks
{
    public static string Of(DateTimeOffset moment) => moment.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>That long before a moment; the beginning of time where that is earlier.</summary>
    public static string Before(DateTimeOffset moment, TimeSpan age) =>
        Math.Max(0, moment.UtcTicks - Math.Max(0, age.Ticks)).ToString("D19", CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">That is no moment.</exception>
    public static DateTimeOffset Parse(string text) => new(long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
