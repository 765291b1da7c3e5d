using System.Linq.Expressions;

namespace SyncHub.Queries.Linq;

/// <summary>Why an expression cannot become part of a query.</summary>
internal static class Refusal
{
    /// <summary>An expression that nothing on the wire stands for.</summary>
    /// <param name="part">The offending part.</param>
    /// <param name="why">What is wrong with it, without a full stop.</param>
    /// <param name="wayOut">What to write instead, as a sentence.</param>
    public static SyncException Of(Expression part, string why, string wayOut) =>
        QueryErrors.InvalidFilter($"{Quote(part)} cannot be part of a live query: {why}. {wayOut}");

    /// <summary>An expression whose parts are known, but do not go together.</summary>
    public static SyncException Of(Expression part, SyncException problem) =>
        new(problem.Error with { Message = $"{Quote(part)} cannot be part of a live query: {problem.Message}" }, problem);

    /// <summary>A value that could not be read.</summary>
    public static SyncException OfValue(Expression part, Exception cause) =>
        QueryErrors.InvalidFilter($"The value of {Quote(part)} cannot be read: {cause.GetType().Name}, {cause.Message} Make sure that it can be computed before the query is built.", cause);

    private static string Quote(Expression part) => $"`{QueryErrors.Show(ExpressionText.Of(part))}`";
}
