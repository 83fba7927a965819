import fc from 'fast-check';
import {
  MAX_DEPTH,
  branchOf,
  depthOf,
  duplicated,
  everyStep,
  heightOf,
  moved,
  placeOf,
  removed,
  replaced,
  sameShape,
} from '../../console/src/pages/editor/definition';
import type { Definition, Step, Steps } from '../../console/src/pages/editor/definition';
import { differences } from '../../console/src/pages/editor/diff';
import { edit, editing } from '../../console/src/pages/editor/editing';
import type { Action, Editing } from '../../console/src/pages/editor/editing';
import { around, errorPlace } from '../../console/src/pages/editor/error-place';
import { fromJson } from '../../console/src/pages/editor/from-json';
import { entrances, target } from '../../console/src/pages/editor/moves';
import { valueFrom, withKind, withOperator } from '../../console/src/pages/editor/rules';
import { STEP_TYPES } from '../../console/src/pages/editor/steps';

const sms = (id: string): Step => ({ id, type: 'sms', body: id });
const condition = (id: string, then: Steps, other: Steps = []): Step => ({
  id,
  type: 'condition',
  if: { field: 'data.total', op: 'exists' },
  then: [...then],
  else: [...other],
});
const STEPS: Steps = [sms('a'), condition('if', [sms('b'), sms('c')], [sms('d')]), sms('e')];
const definition = (steps: Steps = STEPS): Definition => ({
  name: 'Reminder',
  trigger: { type: 'manual' },
  steps: [...steps],
});

/** As a text: `a if(b c|d) e`. */
const drawn = (steps: Steps): string =>
  steps
    .map((step) =>
      step.type === 'condition'
        ? `${step.id}(${drawn(branchOf(step, 'then'))}|${drawn(branchOf(step, 'else'))})`
        : step.id,
    )
    .join(' ');

const idsOf = (steps: Steps): readonly string[] => everyStep(steps).map(({ id }) => id);

describe('a step', () => {
  it.each([
    ['b', 'up', 'a b if(c|d) e'],
    ['b', 'down', 'a if(c b|d) e'],
    ['c', 'down', 'a if(b|c d) e'],
    ['d', 'up', 'a if(b c d|) e'],
    ['d', 'down', 'a if(b c|) d e'],
    ['c', 'out', 'a if(b|d) c e'],
    ['a', 'in', 'if(a b c|d) e'],
    ['e', 'in', 'a if(b c e|d)'],
    ['if', 'up', 'if(b c|d) a e'],
    ['e', 'up', 'a e if(b c|d)'],
  ] as const)('moved: %s %s', (id, direction, becomes) => {
    const to = target(STEPS, id, direction);
    expect(to === null ? null : drawn(moved(STEPS, id, to))).toBe(becomes);
  });

  it.each([
    ['a', 'up'],
    ['e', 'down'],
    ['a', 'out'],
    ['b', 'in'],
    ['none', 'up'],
  ] as const)('stays where there is no other place: %s %s', (id, direction) => {
    expect(target(STEPS, id, direction)).toBeNull();
  });

  it('is not moved into itself, and not deeper than ten lists', () => {
    expect(moved(STEPS, 'if', { list: { parentId: 'if', branch: 'then' }, index: 0 })).toBe(STEPS);
    const deep = Array.from({ length: MAX_DEPTH - 1 }).reduce<Step>(
      (within, _, i) => condition(`c${i}`, [within]),
      sms('in'),
    );
    const steps = [deep, condition('other', [sms('x')]), sms('last')];
    expect(heightOf(deep)).toBe(MAX_DEPTH);
    expect(moved(steps, 'other', { list: { parentId: 'c0', branch: 'then' }, index: 0 })).toBe(steps);
    expect(idsOf(moved(steps, 'last', { list: { parentId: 'c0', branch: 'else' }, index: 0 }))).toContain('last');
    expect(entrances(steps, 'other')).toEqual([
      expect.objectContaining({ list: { parentId: 'c8', branch: 'then' } }),
      expect.objectContaining({ list: { parentId: 'c8', branch: 'else' } }),
    ]);
  });

  it('is duplicated with all that is in it, under ids of their own', () => {
    expect(drawn(duplicated(STEPS, 'if'))).toBe('a if(b c|d) if-2(b-2 c-2|d-2) e');
    expect(drawn(duplicated(duplicated(STEPS, 'a'), 'a'))).toBe('a a-3 a-2 if(b c|d) e');
  });

  it('is changed without another object for any step beside it', () => {
    const next = replaced(STEPS, 'c', (step) => ({ ...step, label: 'new' }));
    expect(next[0]).toBe(STEPS[0]);
    expect(next[2]).toBe(STEPS[2]);
    expect(branchOf(next[1] as Step, 'then')[0]).toBe(branchOf(STEPS[1] as Step, 'then')[0]);
    expect(replaced(STEPS, 'none', () => null)).toBe(STEPS);
    expect(drawn(removed(STEPS, 'if'))).toBe('a e');
  });
});

const { steps: tree } = fc.letrec<{ steps: Steps; step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 8, withCrossShrink: true },
    fc.constant(sms('')),
    fc.record({ then: tie('steps'), other: tie('steps') }).map(({ then, other }) => condition('', then, other)),
  ),
  steps: fc.array(tie('step'), { maxLength: 4 }),
}));

/** With an id of its own for each. */
function numbered(steps: Steps): Steps {
  let n = 0;
  const named = (step: Step): Step => {
    const id = `s${n++}`;
    return step.type === 'condition'
      ? condition(id, branchOf(step, 'then').map(named), branchOf(step, 'else').map(named))
      : sms(id);
  };
  return steps.map(named);
}

const DIRECTIONS = ['up', 'down', 'in', 'out'] as const;
const press = fc.record({ nth: fc.nat(60), direction: fc.constantFrom(...DIRECTIONS) });
const jump = fc.record({
  nth: fc.nat(60),
  into: fc.nat(60),
  branch: fc.constantFrom('then', 'else'),
  index: fc.nat(5),
});

const nth = (state: Editing, n: number): string => {
  const ids = idsOf(state.history.present.steps);
  return ids[n % Math.max(1, ids.length)] ?? 'none';
};

const act = (state: Editing, move: { nth: number } & Record<string, unknown>): Action => {
  const id = nth(state, move.nth);
  if ('direction' in move) return { type: 'move', id, to: move['direction'] as (typeof DIRECTIONS)[number] };
  const list = { parentId: nth(state, move['into'] as number), branch: move['branch'] as 'then' | 'else' };
  return { type: 'move', id, to: { list, index: move['index'] as number } };
};

describe('two lists of steps', () => {
  it('are of one shape as long as the same steps stand in the same places, whatever they say', () => {
    fc.assert(
      fc.property(tree, fc.nat(60), fc.array(fc.oneof(press, jump), { maxLength: 3 }), (steps, n, moves) => {
        const begun = numbered(steps);
        const before = editing(definition(begun));
        const said = replaced(begun, nth(before, n), (step) => ({ ...step, label: 'new' }));
        expect(sameShape(begun, said)).toBe(true);
        const after = moves.reduce((now, move) => edit(now, act(now, move)), before).history.present.steps;
        expect(sameShape(said, after)).toBe(drawn(said) === drawn(after));
      }),
    );
  });
});

describe('any sequence of moves', () => {
  it('loses no step and doubles none, and stays as deep as the API takes', () => {
    fc.assert(
      fc.property(tree, fc.array(fc.oneof(press, jump), { maxLength: 30 }), (steps, moves) => {
        const begun = numbered(steps);
        let state = editing(definition(begun));
        for (const move of moves) state = edit(state, act(state, move));
        expect([...idsOf(state.history.present.steps)].sort()).toEqual([...idsOf(begun)].sort());
        for (const id of idsOf(state.history.present.steps)) {
          const place = placeOf(state.history.present.steps, id);
          expect(depthOf(state.history.present.steps, place?.list ?? null)).toBeLessThanOrEqual(MAX_DEPTH);
        }
      }),
    );
  });

  it('is taken back by as many undos, and done again by as many redos', () => {
    fc.assert(
      fc.property(tree, fc.array(fc.oneof(press, jump), { maxLength: 20 }), (steps, moves) => {
        const seen = [editing(definition(numbered(steps)))];
        for (const move of moves) {
          const now = seen.at(-1) as Editing;
          const next = edit(now, act(now, move));
          if (next.history !== now.history) seen.push(next);
        }
        let state = seen.at(-1) as Editing;
        for (const before of seen.slice(0, -1).reverse()) {
          state = edit(state, { type: 'undo' });
          expect(state.history.present).toBe(before.history.present);
        }
        for (const after of seen.slice(1)) {
          state = edit(state, { type: 'redo' });
          expect(state.history.present).toBe(after.history.present);
        }
      }),
    );
  });

  it('takes a press up back by a press down, unless it led out of the condition', () => {
    fc.assert(
      fc.property(tree, fc.nat(60), (steps, n) => {
        const begun = numbered(steps);
        const id = idsOf(begun)[n % Math.max(1, idsOf(begun).length)] ?? 'none';
        const place = placeOf(begun, id);
        const up = target(begun, id, 'up');
        if (up === null || (place?.index === 0 && place.list?.branch === 'then')) return;
        const above = moved(begun, id, up);
        const down = target(above, id, 'down');
        expect(down === null ? null : drawn(moved(above, id, down))).toBe(drawn(begun));
      }),
    );
  });
});

describe('what is edited', () => {
  const play = (actions: readonly Action[]): Editing => actions.reduce(edit, editing(definition()));

  it('is undone by one step where somebody typed into one field', () => {
    const typed = (body: string): Action => ({ type: 'step', step: { id: 'a', type: 'sms', body }, of: 'body' });
    const state = play([typed('h'), typed('hi'), { type: 'add', stepType: 'exit', list: null }]);
    expect(drawn(state.history.present.steps)).toBe('a if(b c|d) e exit');
    expect(edit(edit(state, { type: 'undo' }), { type: 'undo' }).history.present).toEqual(definition());
  });

  it('tells where a step came to, and gives it the focus', () => {
    expect(play([{ type: 'move', id: 'c', to: 'down' }])).toMatchObject({
      said: 'Moved “SMS”: now step 1 of 2 in FALSE of “Condition”.',
      focus: { stepId: 'c', field: '' },
    });
    expect(play([{ type: 'move', id: 'a', to: 'up' }]).said).toBe('There is no such place to move it to.');
    expect(play([{ type: 'remove', id: 'd' }])).toMatchObject({ focus: { stepId: 'if' } });
  });

  it.each(STEP_TYPES)('takes a %s anywhere, with an id of its own', (stepType) => {
    const list = { parentId: 'if', branch: 'else' } as const;
    const { history, open } = play([
      { type: 'add', stepType, list },
      { type: 'add', stepType, list },
    ]);
    expect(new Set(idsOf(history.present.steps)).size).toBe(8);
    expect(open).toBe(branchOf(history.present.steps[1] as Step, 'else').at(-1)?.id);
    expect(fromJson(JSON.stringify(history.present))).toEqual({ definition: history.present });
  });

  it('takes at most a hundred steps', () => {
    const many = Array.from({ length: 100 }, (_, i) => sms(`s${i}`));
    const state = edit(editing(definition(many)), { type: 'add', stepType: 'exit', list: null });
    expect(state.history.present.steps).toHaveLength(100);
  });

  it('opens the step of the first fault, and forgets its faults once it is changed', () => {
    const errors = [
      { path: 'steps[1].then[1].body', message: 'must not be blank' },
      { path: 'trigger.event', message: 'is required' },
    ];
    const state = play([{ type: 'refused', errors }]);
    expect(state).toMatchObject({
      open: 'c',
      focus: { stepId: 'c', field: 'body' },
      errors: { c: { body: 'must not be blank' }, '': { 'trigger.event': 'is required' } },
    });
    expect(edit(state, { type: 'step', step: sms('c'), of: 'body' }).errors).toEqual({
      '': { 'trigger.event': 'is required' },
    });
  });

  it('no longer asks for a step once there is one, and still for what else is wrong', () => {
    const errors = [
      { path: 'steps', message: 'must not be empty' },
      { path: 'name', message: 'must not be blank' },
    ];
    const refused = edit(editing(definition([])), { type: 'refused', errors });
    expect(refused.errors).toEqual({ '': { steps: 'Add at least one step.', name: 'must not be blank' } });
    expect(edit(refused, { type: 'add', stepType: 'sms', list: null }).errors).toEqual({
      '': { name: 'must not be blank' },
    });
  });

  it('keeps broken JSON as it was typed, through the form and back, and the last that was right', () => {
    const broken = '{"name": "New", "steps": [';
    const state = play([
      { type: 'json', text: broken },
      { type: 'form' },
      { type: 'define', change: { name: 'X' }, of: 'name' },
    ]);
    expect(state.json).toMatchObject({ text: broken });
    expect(state.history.present.name).toBe('X');
    const mended = edit(state, { type: 'json', text: JSON.stringify({ ...definition(), name: 'Y' }) });
    expect(mended.history.present.name).toBe('Y');
    expect(edit(mended, { type: 'form' }).json).toBeNull();
  });
});

describe('the path of a fault', () => {
  it.each([
    ['name', null, 'name'],
    ['trigger.event', null, 'trigger.event'],
    ['entryConditions.all[1].value', null, 'entryConditions.all[1].value'],
    ['steps', null, 'steps'],
    ['steps[0].body', 'a', 'body'],
    ['steps[0]', 'a', ''],
    ['steps[1].then[1].body', 'c', 'body'],
    ['steps[1].else[0].label', 'd', 'label'],
    ['steps[1].if.all[0].field', 'if', 'if.all[0].field'],
    ['steps[1].then', 'if', 'then'],
    ['steps[1].then[7].body', 'if', 'then[7].body'],
    ['steps[9].body', null, 'steps[9].body'],
  ])('%s', (path, stepId, field) => {
    expect(errorPlace(STEPS, path)).toEqual({ stepId, field });
  });

  it('leads to the nearest field that there is', () => {
    expect([...around('if.all[1].value')]).toEqual(['if.all[1].value', 'if.all[1]', 'if.all', 'if']);
    expect([...around('body.items[0]')]).toEqual(['body.items[0]', 'body.items', 'body']);
    expect([...around('')]).toEqual([]);
  });
});

describe('JSON that somebody typed', () => {
  const one = (step: object): string => JSON.stringify({ name: '', trigger: { type: 'manual' }, steps: [step] });
  it.each([
    ['', 'JSON'],
    ['{', 'JSON'],
    ['[]', 'The definition must be an object'],
    ['null', 'The definition must be an object'],
    ['{}', 'name must be a text'],
    ['{"name":"x"}', 'trigger must be an object'],
    ['{"name":"x","trigger":{"type":"no"}}', 'trigger.type must be'],
    ['{"name":"x","trigger":{"type":"event"}}', 'trigger.event must be a text'],
    ['{"name":"x","trigger":{"type":"manual"}}', 'steps must be a list'],
    ['{"name":"x","trigger":{"type":"manual"},"steps":[],"settings":7}', 'settings must be an object'],
    ['{"name":"x","trigger":{"type":"manual"},"steps":[],"entryConditions":{"field":1}}', 'entryConditions.field'],
    [one({ type: 'sms', body: '' }), 'steps[0].id must be a text'],
    [one({ id: 'a', type: 'fax' }), 'steps[0].type must be one of'],
    [one({ id: 'a', type: 'constructor' }), 'steps[0].type must be one of'],
    [one({ id: 'a', type: 'sms', body: 7 }), 'steps[0].body must be a text'],
    [one({ id: 'a', type: 'webhook', url: '', headers: { a: 1 } }), 'steps[0].headers.a must be a text'],
    [one({ id: 'a', type: 'condition' }), 'steps[0].if must be an object'],
    [one({ id: 'a', type: 'condition', if: { all: [{ field: '', op: 'like' }] } }), 'steps[0].if.all[0].op'],
    [
      one({ id: 'a', type: 'condition', if: { any: [] }, then: [{ id: 'a', type: 'exit' }] }),
      'is used by another step',
    ],
  ])('is refused with what is wrong: %s', (text, wrong) => {
    expect((fromJson(text) as { wrong: string }).wrong).toContain(wrong);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect('wrong' in fromJson(text) || 'definition' in fromJson(text)).toBe(true);
      }),
    );
  });
});

describe('what somebody else saved', () => {
  it('differs by step and field', () => {
    const theirs = definition([condition('if', [sms('b')], [sms('d'), sms('c')]), sms('e'), sms('new')]);
    const found = differences(definition(), { ...theirs, name: 'Other' });
    expect(found.map(({ where, field }) => `${where} ${field}`.trim())).toEqual([
      'Name',
      'Step “SMS c” place',
      'Step “SMS new”',
      'Step “SMS a”',
    ]);
  });

  it('does not differ by the order of fields, or by what the service fills in', () => {
    const stored: Definition = { ...definition(), settings: { reentry: 'when_not_active' } };
    expect(differences(definition(), stored)).toEqual([]);
    expect(differences(definition([{ body: 'a', type: 'sms', id: 'a' }]), definition([sms('a')]))).toEqual([]);
  });
});

describe('a rule', () => {
  const x = { field: 'data.x', op: 'eq', value: 1 } as const;
  it('loses nothing when it becomes another kind of group', () => {
    expect(withKind({ all: [x, x] }, 'not')).toEqual({ not: { all: [x, x] } });
    expect(withKind({ any: [x] }, 'not')).toEqual({ not: x });
    expect(withKind({ not: x }, 'any')).toEqual({ any: [x] });
  });

  it('keeps its value as far as the operator takes it', () => {
    expect(withOperator(x, 'in')).toEqual({ field: 'data.x', op: 'in', value: [1] });
    expect(withOperator({ ...x, op: 'in', value: [1, 2] }, 'gt')).toEqual({ field: 'data.x', op: 'gt', value: 1 });
    expect(withOperator(x, 'exists')).toEqual({ field: 'data.x', op: 'exists' });
  });

  it.each([
    ['1000', 1000],
    ['1000.0', '1000.0'],
    ['007', '007'],
    ['true', true],
    ['', ''],
    [' 5', ' 5'],
    ['Infinity', 'Infinity'],
    ['1e21', '1e21'],
    ['text', 'text'],
  ])('takes %j as typed', (text, value) => {
    expect(valueFrom(text)).toBe(value);
  });
});
