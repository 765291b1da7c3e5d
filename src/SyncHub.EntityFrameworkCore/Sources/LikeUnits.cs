namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>The characters of a pattern of <c>$like</c>, and which of them are wildcards.</summary>
internal static class LikeUnits
{
    public static IEnumerable<(char Unit, bool IsWildcard)> Of(string pattern)
    {
        for (var index = 0; index < pattern.Length; index++)
        {
            if (pattern[index] == '\\')
            {
                yield return (pattern[++index], false);
            }
            else
            {
                yield return (pattern[index], pattern[index] is '%' or '_');
            }
        }
    }
}
