using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>PostgreSQL. It has no U+0000 in texts, and microseconds where .NET has ten times as many.</summary>
/// <param name="collations">The columns that have a collation of their own.</param>
internal sealed class NpgsqlDialect(ColumnCollations collations) : ProviderDialect
{
    private const string CodePointCollation = "C";

    private static readonly MethodInfo LikeMethod =
        typeof(DbFunctionsExtensions).GetMethod(nameof(DbFunctionsExtensions.Like), [typeof(DbFunctions), typeof(string), typeof(string), typeof(string)])!;

    public override string Name => "PostgreSQL";

    public override bool HasNullFirst => false;

    public override Ability Judge(Column column) => NpgsqlTypes.Judge(column);

    public override bool HasElements(Column column, Type element) => NpgsqlTypes.HasElements(column, element);

    public override StoredLiteral Store(Column column, object literal) => literal switch
    {
        string text when text.IndexOf('\0', StringComparison.Ordinal) is var end && end >= 0 => new StoredLiteral(text[..end], IsExact: false),
        DateTime time => Store(column, time),

        // The last of all is infinity there.
        DateTimeOffset instant when instant != DateTimeOffset.MaxValue =>
            new StoredLiteral(new DateTimeOffset(Floor(instant.UtcTicks), TimeSpan.Zero), Floor(instant.UtcTicks) == instant.UtcTicks),
        TimeOnly time => new StoredLiteral(new TimeOnly(Floor(time.Ticks)), Floor(time.Ticks) == time.Ticks),
        _ => base.Store(column, literal),
    };

    // A database's own collation tells apart whatever differs; only a column's can be one that does not.
    public override Expression ToEqual(Column column) => column.Stored is null || Collation(column) is not (null or CodePointCollation) ? ToOrder(column) : column.Value;

    public override Expression ToOrder(Column column) => Collation(column) == CodePointCollation ? column.Value : Collate(column.Value, CodePointCollation);

    public override Expression EndsWith(Column column, string suffix) => Like(ToOrder(column), "%" + Escape(suffix));

    public override Expression Contains(Column column, string part) => Like(ToOrder(column), $"%{Escape(part)}%");

    public override Expression Like(Column column, string pattern) => Like(ToOrder(column), pattern);

    private string? Collation(Column column) => column.IsInJson || column.Stored is null ? null : collations.Of(column.Stored);

    private static StoredLiteral Store(Column column, DateTime time)
    {
        var isLast = time.Ticks == DateTime.MaxValue.Ticks;
        var ticks = isLast ? time.Ticks : Floor(time.Ticks);
        var kind = column.Stored is { } property && NpgsqlTypes.IsWithoutZone(property) ? DateTimeKind.Unspecified : DateTimeKind.Utc;
        return new StoredLiteral(new DateTime(ticks, kind), ticks == time.Ticks);
    }

    private static long Floor(long ticks) => ticks - (ticks % TimeSpan.TicksPerMicrosecond);

    private static string Escape(string text) => new StringBuilder(text).Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_").ToString();

    private static Expression Like(Expression text, string pattern) => pattern.Contains('\0', StringComparison.Ordinal)
        ? Expression.Constant(false)
        : Expression.Call(LikeMethod, Expression.Constant(EF.Functions), text, Parameter.Of(pattern), Expression.Constant("\\"));
}
