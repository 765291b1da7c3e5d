import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { TaskBoard, firstTask } from './support/task-board.js';

const tasks = '/api/tasks';

let board;
before(async () => { board = await TaskBoard.start(); });
after(() => board.stop());

test('Get_Board_ListsItsTasksOnly', async () => {
  const elsewhere = await board.add({ boardId: 'elsewhere' });
  const demo = await (await board.request('GET', `${tasks}?boardId=demo`)).json();
  assert.equal(demo[0].id, firstTask);
  assert.deepEqual(Object.keys(demo[0]).sort(), ['assignee', 'boardId', 'createdAt', 'id', 'priority', 'status', 'title', 'updatedAt']);
  assert.ok(demo.every(task => task.boardId === 'demo'));
  assert.deepEqual(await (await board.request('GET', `${tasks}?boardId=elsewhere`)).json(), [elsewhere]);
});

test('Post_WithAndWithoutId_CreatesAndSaysWhere', async () => {
  const id = randomUUID();
  for (const given of [{ id }, {}]) {
    const response = await board.request('POST', tasks, JSON.stringify({ boardId: 'demo', title: 'New', ...given }));
    const task = await response.json();
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('location'), `${tasks}/${task.id}`);
    assert.ok(!given.id || task.id === id);
    assert.deepEqual({ ...task, id: 0 }, { id: 0, boardId: 'demo', title: 'New', status: 'todo', priority: 0, assignee: null, createdAt: task.createdAt, updatedAt: task.createdAt });
    assert.deepEqual(await board.get(task.id), task);
  }
});

test('Patch_SomeProperties_ChangesThoseAndTheInstant', async () => {
  const task = await board.add({ assignee: 'Ada' });
  const changed = await board.patch(task.id, { status: 'doing', assignee: null });
  assert.deepEqual(changed, { ...task, status: 'doing', assignee: null, updatedAt: changed.updatedAt });
  assert.ok(changed.updatedAt > task.updatedAt);
  assert.deepEqual(await board.patch(task.id, { status: 'doing' }), changed);
});

test('Delete_Task_IsGone', async () => {
  const { id } = await board.add({});
  assert.equal((await board.request('DELETE', `${tasks}/${id}`)).status, 204);
  assert.equal((await board.request('GET', `${tasks}/${id}`)).status, 404);
});

const one = `${tasks}/${firstTask}`;
const nobody = `${tasks}/${randomUUID()}`;
const refused = [
  ['GET', nobody, undefined, 404, /TaskItem/],
  ['PATCH', nobody, '{"title":"x"}', 404, /TaskItem/],
  ['DELETE', nobody, undefined, 404, /TaskItem/],
  ['GET', `${tasks}/first`, undefined, 400, /first/],
  ['POST', tasks, `{"id":"${firstTask}","boardId":"demo","title":"x"}`, 409, new RegExp(firstTask)],
  ['POST', tasks, '{"boardId":"demo"}', 400, /title is missing/],
  ['POST', tasks, '{"title":"x"}', 400, /boardId is missing/],
  ['POST', tasks, '{"id":7,"boardId":"demo","title":"x"}', 400, /id is 7.*Guid/],
  ['POST', tasks, '{"boardId":"demo",', 400, /not valid JSON/],
  ['PATCH', one, '[]', 400, /\[\].*object/],
  ['PATCH', one, 'null', 400, /body/],
  ['PATCH', one, '{"title":" "}', 400, /title is " "/],
  ['PATCH', one, '{"title":null}', 400, /title is null/],
  ['PATCH', one, '{"status":"later"}', 400, /status is "later".*"doing"/],
  ['PATCH', one, '{"priority":1.5}', 400, /priority is 1\.5/],
  ['PATCH', one, '{"priority":"high"}', 400, /priority is "high"/],
  ['PATCH', one, '{"assignee":[]}', 400, /assignee is \[\].*null/],
  ['PATCH', one, '{"colour":"red"}', 400, /'colour'.*"red".*priority/],
  ['PATCH', one, '{"id":"x"}', 400, /id is "x".*cannot change/],
  ['PATCH', one, '{"createdAt":"2026-01-01"}', 400, /createdAt.*set by the server/],
];
for (const [method, path, body, status, detail] of refused) {
  test(`${method}_${path === nobody ? 'of nobody' : body ?? path}_Is${status}`, async () => {
    const before = await board.get(firstTask);
    const response = await board.request(method, path, body);
    const problem = await response.json();
    assert.equal(response.status, status);
    assert.match(response.headers.get('content-type'), /^application\/problem\+json/);
    assert.equal(problem.status, status);
    assert.match(problem.detail, detail);
    assert.deepEqual(await board.get(firstTask), before);
  });
}

test('Patch_WithSeveralProblems_NamesThemAll', async () => {
  const response = await board.request('PATCH', one, '{"title":"","status":1,"priority":null}');
  assert.deepEqual(Object.keys((await response.json()).errors), ['title', 'status', 'priority']);
});
