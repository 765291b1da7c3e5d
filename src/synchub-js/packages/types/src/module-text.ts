import { modelsName, propertyName, typeNames } from './names.js';
import type { ModelSchema, Schema, SchemaDocument } from './schema-document.js';
import { readNode } from './schema-node.js';
import { type DefinitionNames, memberLines, typeText } from './type-text.js';

const header = '// Written by synchub-types from the schema of a SyncHub server. Run it again instead of editing this file.';

/** The whole module: the same text for the same document, on every machine. */
export function moduleText({ models, definitions }: SchemaDocument): string {
  // Models have the first choice of names.
  const names = typeNames([...models.map(model => model.name), ...definitions.keys()]);
  const parts = [...definitions].map(([name, schema]) => definitionText(name, schema, names));
  return `${[header, ...parts, modelsText(models, names)].join('\n\n')}\n`;
}

function definitionText(name: string, schema: Schema, names: DefinitionNames): string {
  const node = readNode(schema, name);
  const typeName = names.get(name) ?? name;
  return node['type'] === 'object'
    ? `export interface ${typeName} ${block(memberLines(node, name, names))}`
    : `export type ${typeName} = ${typeText(schema, name, names)};`;
}

function modelsText(models: readonly ModelSchema[], names: DefinitionNames): string {
  const lines = models.map(({ name, key, entity }) => {
    const entityType = typeText(entity, name, names);
    return `readonly ${propertyName(name)}: { readonly entity: ${entityType}; readonly key: ${typeText(key, `the key of ${name}`, names)} };`;
  });
  return `/** The server's models, by their names on the wire. */\nexport interface ${modelsName} ${block(lines)}`;
}

function block(lines: readonly string[]): string {
  return lines.length === 0 ? '{}' : `{\n${lines.map(line => `  ${line}\n`).join('')}}`;
}
