namespace SyncHub.Queries.Evaluation;

internal static class QueryDynamicCode
{
    public const string Message = "Queries are compiled from expressions over the entity's members.";
}
