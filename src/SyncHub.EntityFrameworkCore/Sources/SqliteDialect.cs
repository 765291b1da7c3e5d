using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>
/// SQLite. Its LIKE takes no heed of case, so GLOB stands for it. A text that holds U+0000 is looked at up to there by <c>$endsWith</c> and <c>$like</c>.
/// </summary>
/// <param name="provider">Where the provider's own functions are.</param>
internal sealed class SqliteDialect(Assembly provider) : ProviderDialect
{
    // SQLite's own limit on patterns, in bytes.
    private const int MaxPattern = 50_000;

    private static readonly MethodInfo ContainsMethod = typeof(string).GetMethod(nameof(string.Contains), [typeof(string)])!;

    private readonly MethodInfo _glob = provider.GetType("Microsoft.EntityFrameworkCore.SqliteDbFunctionsExtensions", throwOnError: true)!.GetMethod("Glob")!;

    public override string Name => "SQLite";

    public override Ability Judge(Column column) => SqliteTypes.Judge(column);

    public override bool HasElements(Column column, Type element) => SqliteTypes.HasElements(column, element);

    // BINARY is what columns have unless they were given another, perhaps without EF's knowledge; an index in BINARY serves with it, too.
    public override Expression ToEqual(Column column) => Collate(column.Value, "BINARY");

    public override Expression ToOrder(Column column) => Collate(column.Value, "BINARY");

    // The same number has several texts: 1.5, 1.50. Ranges compare by value.
    public override Expression AreEqual(Column column, Expression left, Expression right) => column.Type == typeof(decimal)
        ? Expression.AndAlso(Expression.GreaterThanOrEqual(left, right), Expression.LessThanOrEqual(left, right))
        : base.AreEqual(column, left, right);

    public override Expression EndsWith(Column column, string suffix) => Glob(column, "*" + Escape(suffix));

    public override Expression Contains(Column column, string part) => Expression.Call(column.Value, ContainsMethod, Parameter.Of(part));

    public override Expression Like(Column column, string pattern)
    {
        var glob = new StringBuilder(pattern.Length);
        foreach (var (unit, isWildcard) in LikeUnits.Of(pattern))
        {
            glob.Append((unit, isWildcard) switch
            {
                ('%', true) => "*",
                ('_', true) => "?",
                _ => Escape(unit.ToString()),
            });
        }

        return Glob(column, glob.ToString());
    }

    // Not the connection's default, which would take the lock of a writer.
    public override Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var begin = connection.GetType().GetMethod(nameof(DbConnection.BeginTransaction), [typeof(bool)]);
        return begin is null
            ? base.BeginSnapshotAsync(connection, cancellationToken)
            : Task.FromResult((DbTransaction)begin.Invoke(connection, BindingFlags.DoNotWrapExceptions, binder: null, [true], culture: null)!);
    }

    private static string Escape(string text) =>
        text.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal);

    private MethodCallExpression Glob(Column column, string pattern) => Encoding.UTF8.GetByteCount(pattern) <= MaxPattern
        ? Expression.Call(_glob, Expression.Constant(EF.Functions), column.Value, Parameter.Of(pattern))
        : throw QueryRefusal.Of($"a text of {pattern.Length} characters is longer than what SQLite looks for. Use a shorter one.");
}
