using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using SyncHub.Server.Data;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>How a provider is asked so that it answers as memory does. Immutable, safe for concurrent use.</summary>
internal abstract class ProviderDialect
{
    private static readonly MethodInfo CollateMethod = typeof(RelationalDbFunctionsExtensions).GetMethod(nameof(RelationalDbFunctionsExtensions.Collate))!;

    /// <summary>What the provider is called in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it compares as memory does in all that it is asked.</summary>
    public virtual QueryEvaluation Evaluation => QueryEvaluation.InMemory;

    /// <summary>Whether an order has null first when ascending, and last when descending, without being told.</summary>
    public virtual bool HasNullFirst => true;

    /// <summary>The dialect of a context's provider.</summary>
    public static ProviderDialect Of(DbContext context) => context.Database.ProviderName switch
    {
        "Microsoft.EntityFrameworkCore.Sqlite" => new SqliteDialect(context.GetService<IDbContextOptions>().Extensions.Single(extension => extension.Info.IsDatabaseProvider).GetType().Assembly),
        "Npgsql.EntityFrameworkCore.PostgreSQL" => new NpgsqlDialect(ColumnCollations.Of(context)),
        var other => new OtherDialect(other ?? "the provider"),
    };

    /// <summary>What a column can be asked for, texts apart from their collation.</summary>
    public abstract Ability Judge(Column column);

    /// <summary>Whether the elements of a collection can be looked for.</summary>
    public abstract bool HasElements(Column column, Type element);

    /// <summary>A literal as the column can hold it.</summary>
    public virtual StoredLiteral Store(Column column, object literal) => new(literal, IsExact: true);

    /// <summary>A text to be compared for equality.</summary>
    public abstract Expression ToEqual(Column column);

    /// <summary>A text to be ordered by.</summary>
    public abstract Expression ToOrder(Column column);

    /// <summary>Whether two values are equal, neither of them null.</summary>
    public virtual Expression AreEqual(Column column, Expression left, Expression right) => Expression.Equal(left, right);

    /// <summary>Whether a text begins with another that is not empty.</summary>
    public virtual Expression StartsWith(Column column, string prefix)
    {
        // All texts with a prefix lie between it and the next text of its length: an index serves, and nothing needs to be escaped.
        var text = ToOrder(column);
        var from = TextOrder.Compare(ExpressionType.GreaterThanOrEqual, text, Parameter.Of(prefix));
        return CodePoints.Next(prefix) is { } end ? Expression.AndAlso(from, TextOrder.Compare(ExpressionType.LessThan, text, Parameter.Of(end))) : from;
    }

    /// <summary>Whether a text ends with another that is not empty.</summary>
    public abstract Expression EndsWith(Column column, string suffix);

    /// <summary>Whether a text contains another that is not empty.</summary>
    public abstract Expression Contains(Column column, string part);

    /// <summary>Whether a text as a whole fits a pattern.</summary>
    public abstract Expression Like(Column column, string pattern);

    /// <summary>Begins a transaction whose reads all see one state of the database, and that keeps no writer waiting.</summary>
    public virtual Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).AsTask();

    protected static Expression Collate(Expression text, string collation) => Expression.Call(
        CollateMethod.MakeGenericMethod(typeof(string)), Expression.Constant(EF.Functions), text, Expression.Constant(collation));
}
