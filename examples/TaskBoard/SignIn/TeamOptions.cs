namespace TaskBoard.SignIn;

/// <summary>The team, from the section <c>Team</c> of the settings.</summary>
internal sealed class TeamOptions
{
    /// <summary>The names of those who are leads; everybody else is a member.</summary>
    public IList<string> Leads { get; init; } = [];
}
