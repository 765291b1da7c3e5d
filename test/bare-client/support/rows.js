/** The rows after the edits of a CollectionChanged, or null where an edit is unknown or does not fit. The rows given stay as they are. */
export function applyEdits(rows, edits, keyName) {
  const edited = [...rows];
  return edits.every(edit => applyEdit(edited, edit, keyName)) ? edited : null;
}

/** The rows after a push: a CollectionChanged, or a CollectionSnapshot where that is smaller. */
export function applyPush(rows, { changes, data }, keyName) {
  return changes ? applyEdits(rows, changes, keyName) : data;
}

/** The rows of a delta: those held and those that came, in the order of its keys; null where a body is missing. */
export function applyDelta(rows, { keys, entities = [] }, keyName) {
  if (!keys) return rows; // Nothing on the page has changed.
  const known = new Map([...rows, ...entities].map(row => [row[keyName], row]));
  return keys.every(key => known.has(key)) ? keys.map(key => known.get(key)) : null;
}

function applyEdit(rows, edit, keyName) {
  const isAt = index => rows[index]?.[keyName] === edit.id;
  switch (edit.type) {
    case 'insert': {
      const present = rows.findIndex(row => row[keyName] === edit.entity[keyName]);
      if (present >= 0) rows.splice(present, 1);
      if (edit.index > rows.length) return false;
      rows.splice(edit.index, 0, edit.entity);
      return true;
    }
    case 'update':
      if (!isAt(edit.index)) return false;
      rows[edit.index] = { ...rows[edit.index], ...edit.change };
      return true;
    case 'move': {
      if (!isAt(edit.from) || edit.index >= rows.length) return false;
      const [row] = rows.splice(edit.from, 1);
      rows.splice(edit.index, 0, { ...row, ...edit.change });
      return true;
    }
    case 'remove':
      if (!isAt(edit.index)) return false;
      rows.splice(edit.index, 1);
      return true;
    default:
      return false;
  }
}
