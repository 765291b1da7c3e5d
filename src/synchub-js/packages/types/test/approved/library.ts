// Written by synchub-types from the schema of a SyncHub server. Run it again instead of editing this file.

export type Binding = 'hardCover' | 'soft';

export interface Book {
  readonly id: number;
  readonly title: string;
  readonly subtitle: string | null;
  readonly isLent: boolean;
  readonly pages: number;
  readonly price: number;
  readonly rating: number | null;
  readonly barcode: string;
  readonly weight: number | 'NaN' | 'Infinity' | '-Infinity';
  readonly binding: Binding;
  readonly formerBinding: Binding | null;
  readonly shelves: string;
  readonly bindingNumber: 0 | 1;
  /** Format: uuid. */
  readonly edition: string;
  /** Format: date-time. */
  readonly addedAt: string;
  /** Format: date-time. */
  readonly lentAt: string | null;
  /** Format: date. */
  readonly published: string;
  /** Format: time. */
  readonly opensAt: string;
  readonly lendingTime: string;
  /** Format: uri. */
  readonly cover: string | null;
  readonly thumbnail: string;
  readonly tags: readonly string[];
  readonly remarks: readonly (string | null)[] | null;
  readonly index: readonly (readonly number[])[];
  readonly stock: { readonly [key: string]: number | null };
  readonly roles: { readonly [key: string]: readonly Person[] };
  readonly author: Person;
  readonly translator: Person | null;
  readonly readers: readonly (Person | null)[];
  readonly position: Position | null;
  readonly borrowers: PageOfPerson;
  readonly medium: Medium;
  readonly anything: unknown;
  readonly details: { readonly [key: string]: unknown } | null;
  readonly whatever: unknown;
  readonly shout: unknown;
  readonly 'isbn-13': string | null;
  readonly dedication?: string | null;
  readonly volume?: number;
}

export interface Loan {
  readonly number: number;
  readonly bookId: string;
  /** Format: date-time. */
  readonly due: string;
  readonly fine: string | null;
  readonly internal: string;
  readonly previous: Loan | null;
}

export type Medium = Print | Recording;

export interface PageOfPerson {
  readonly items: readonly (Person | null)[];
}

export interface Person {
  readonly name: string;
  readonly teacher: Person | null;
}

export interface Position {
  readonly row: number;
  readonly column: number;
}

export interface Print {
  readonly $type: 'print';
  readonly publisher: string;
}

export interface Recording {
  readonly $type: 'recording';
  readonly length: string;
  readonly publisher: string;
}

export interface Loans {
  readonly number: number;
  readonly bookId: string;
  /** Format: date-time. */
  readonly due: string;
  readonly fine?: string | null;
  readonly previous?: Loan | null;
}

/** The server's models, by their names on the wire. */
export interface Models {
  readonly Book: { readonly entity: Book; readonly key: string };
  readonly loans: { readonly entity: Loans; readonly key: number };
}
