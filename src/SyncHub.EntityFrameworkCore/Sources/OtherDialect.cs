using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using SyncHub.Server.Data;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>A provider that nothing is known of: it compares in its own way, and so its queries are asked again rather than kept up in memory.</summary>
/// <param name="name">What the provider is called.</param>
internal sealed class OtherDialect(string name) : ProviderDialect
{
    private static readonly MethodInfo LikeMethod =
        typeof(DbFunctionsExtensions).GetMethod(nameof(DbFunctionsExtensions.Like), [typeof(DbFunctions), typeof(string), typeof(string), typeof(string)])!;

    public override string Name => name;

    public override QueryEvaluation Evaluation => QueryEvaluation.Requery;

    public override bool HasNullFirst => false;

    public override Ability Judge(Column column) => column.IsObject ? Ability.None : Ability.All;

    public override bool HasElements(Column column, Type element) => true;

    public override Expression ToEqual(Column column) => column.Value;

    public override Expression ToOrder(Column column) => column.Value;

    public override Expression StartsWith(Column column, string prefix) => Call(nameof(string.StartsWith), column, prefix);

    public override Expression EndsWith(Column column, string suffix) => Call(nameof(string.EndsWith), column, suffix);

    public override Expression Contains(Column column, string part) => Call(nameof(string.Contains), column, part);

    public override Expression Like(Column column, string pattern) =>
        Expression.Call(LikeMethod, Expression.Constant(EF.Functions), column.Value, Parameter.Of(pattern), Expression.Constant("\\"));

    private static MethodCallExpression Call(string method, Column column, string text) =>
        Expression.Call(column.Value, typeof(string).GetMethod(method, [typeof(string)])!, Parameter.Of(text));
}
