using SyncHub.Server.Windows;

namespace SyncHub.Server.Tests.Windows;

/// <summary>A row of the source that the views are held against.</summary>
internal readonly record struct ModelRow(bool Matches, int? Sort, int Text)
{
    public ChangedProperties ChangedFrom(ModelRow before)
    {
        List<string> names = [];
        if (Matches != before.Matches)
        {
            names.Add("matches");
        }

        if (Sort != before.Sort)
        {
            names.Add("sort");
        }

        if (Text != before.Text)
        {
            names.Add("text");
        }

        return ChangedProperties.Of([.. names]);
    }

    public ModelRow With(ReadOnlySpan<string> names, ModelRow from) => new(
        names.Contains("matches") ? from.Matches : Matches,
        names.Contains("sort") ? from.Sort : Sort,
        names.Contains("text") ? from.Text : Text);
}
