using System.Globalization;

namespace SyncHub.LoadTest.Contracts.LiveQueries;

/// <summary>What a row's text says: by it a push is known for the write that it comes from.</summary>
/// <param name="Stamp">When the write, or the burst that it belongs to, began, by the machine's monotonic clock; 0 for a row as it was added.</param>
/// <param name="Number">The write's number.</param>
/// <param name="Row">The row.</param>
internal readonly record struct LiveText(long Stamp, int Number, int Row)
{
    private const int Length = 112;

    public bool IsWrite => Stamp != 0;

    public static LiveText Parse(string text) => new(
        long.Parse(text.AsSpan(0, 19), NumberStyles.None, CultureInfo.InvariantCulture),
        int.Parse(text.AsSpan(20, 8), NumberStyles.None, CultureInfo.InvariantCulture),
        int.Parse(text.AsSpan(29, 8), NumberStyles.None, CultureInfo.InvariantCulture));

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Stamp:D19} {Number:D8} {Row:D8} ").PadRight(Length, 'x');
}
