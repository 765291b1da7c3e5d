using System.Globalization;

namespace SyncHub.LoadTest.Reports;

/// <summary>One figure of several runs.</summary>
internal sealed class Series
{
    private readonly double[] _sorted;

    public Series(IEnumerable<double> values)
    {
        _sorted = [.. values.Order()];
        if (_sorted.Length == 0)
        {
            throw new ArgumentException("A series needs at least one value.", nameof(values));
        }
    }

    public double Median => _sorted.Length % 2 == 1
        ? _sorted[_sorted.Length / 2]
        : (_sorted[(_sorted.Length / 2) - 1] + _sorted[_sorted.Length / 2]) / 2;

    /// <summary>This figure's ratio to a baseline's, run by run.</summary>
    public static Series Ratio(IEnumerable<double> values, IEnumerable<double> baseline) =>
        new(values.Zip(baseline, (value, basis) => value / basis));

    /// <summary>The median, and in brackets the least and the most where they differ.</summary>
    public string Format(string format)
    {
        static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        var (median, least, most) = (Text(Median, format), Text(_sorted[0], format), Text(_sorted[^1], format));
        return least == most ? median : $"{median} ({least}–{most})";
    }
}
