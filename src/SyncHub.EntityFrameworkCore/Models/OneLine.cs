namespace SyncHub.EntityFrameworkCore.Models;

/// <summary>What an exception says, as part of a list of problems.</summary>
internal static class OneLine
{
    public static string Of(Exception exception) => string.Join(' ', exception.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
