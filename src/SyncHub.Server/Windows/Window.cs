namespace SyncHub.Server.Windows;

/// <summary>A page of a view, which all who subscribe to that page share. Its view creates and changes it.</summary>
internal sealed class Window
{
    internal Window(int skip, int? top)
    {
        Skip = skip;
        Top = top;
    }

    /// <summary>How many rows of the view come before the page.</summary>
    public int Skip { get; }

    /// <summary>How many rows the page has at most; null for all.</summary>
    public int? Top { get; }

    /// <summary>Whether nobody has seen the page's rows as they stand: the next thing to leave is a snapshot.</summary>
    public bool IsFresh { get; set; }

    /// <summary>How many rows of the view must be known for the page to be.</summary>
    public int Reach => Top switch
    {
        null => int.MaxValue,
        0 => 0,
        { } top => (int)Math.Min((long)Skip + top, int.MaxValue),
    };

    /// <summary>The ranks of the page in a view of so many rows: from the first, to before the last.</summary>
    public (int Start, int End) Within(int count)
    {
        var end = Math.Min(Reach, count);
        return (Math.Min(Skip, end), end);
    }
}
