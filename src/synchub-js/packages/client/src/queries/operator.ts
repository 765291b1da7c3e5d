/** Operators that compare a property with one value. */
export type ValueOperator =
  | '$eq' | '$ne' | '$gt' | '$gte' | '$lt' | '$lte' | '$startsWith' | '$endsWith' | '$contains' | '$like' | '$regex';

/** Operators that compare a property with the values of a list. */
export type ListOperator = '$in' | '$nin';

/** All operators of a filter's terms. */
export type Operator = ValueOperator | ListOperator;
