using System.Linq.Expressions;

namespace SyncHub.EntityFrameworkCore.Sources;

/// <summary>Values that travel to the database as parameters, so that queries which differ in nothing else are compiled once.</summary>
internal static class Parameter
{
    public static Expression Of(object value, Type? type = null)
    {
        var capture = Activator.CreateInstance(typeof(Capture<>).MakeGenericType(type ?? value.GetType()), value)!;
        return Expression.Field(Expression.Constant(capture), nameof(Capture<>.Value));
    }

    private sealed class Capture<TValue>(TValue value)
    {
        public readonly TValue Value = value;
    }
}
