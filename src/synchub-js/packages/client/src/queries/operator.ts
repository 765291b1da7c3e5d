/** Operators that compare a property with one value. */
export type ValueOperator =
  | '$eq' | '$ne' | '$gt' | '$gte' | '$lt' | '$lte' | '$startsWith' | '$endsWith' | '$contains' | '$like' | '$regex';

/** Operators that compare a property with the values of a list. */
export type ListOperator = '$in' | '$nin';

/** All operators of a filter's terms. */
export type Operator = ValueOperator | ListOperator;

/** The names of all operators. */
export const operators: readonly string[] = '$eq $ne $gt $gte $lt $lte $in $nin $startsWith $endsWith $contains $like $regex'.split(' ');

/** Whether a name is that of an operator. */
export function isOperator(name: string): name is Operator {
  return operators.includes(name);
}
