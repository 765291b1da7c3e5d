using System.Linq.Expressions;

namespace SyncHub.Queries.Linq;

/// <summary>One step of an order as it was written.</summary>
internal sealed record OrderStep(LambdaExpression Property, bool Descending)
{
    public OrderTerm ToTerm(QuerySchema schema)
    {
        if (new RowScope(schema, Property.Parameters[0]).Find(Property.Body) is not { Property: var property })
        {
            throw Refusal.Of(Property.Body, "an order takes properties of the entity only", "Sort by a property, and keep what is computed from it in a property of its own.");
        }

        return property.IsSortable
            ? new OrderTerm(property, Descending)
            : throw Refusal.Of(Property.Body, "it is a collection or an object, which have no order", "Sort by a property with a single value.");
    }
}
