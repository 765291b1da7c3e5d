namespace TaskBoard.SignIn;

/// <summary>What somebody who has signed in can be.</summary>
internal static class Roles
{
    /// <summary>Sees the whole of every task.</summary>
    public const string Lead = "lead";

    /// <summary>Sees no notes.</summary>
    public const string Member = "member";
}
