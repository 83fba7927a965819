import fc from 'fast-check';
import { everyStep } from '../../../src/domain/steps/step';
import { parseDefinition } from '../../../src/domain/workflow/parse-definition';
import { InvalidRequest } from '../../../src/kernel/errors';
import { definitions } from '../../histories/definition';
import { tried } from '../../properties';

describe('a definition', () => {
  it('is kept as it is when it is valid, and stays so', () => {
    fc.assert(
      fc.property(definitions(), (definition) => {
        const parsed = parseDefinition(definition);
        expect(parsed).toEqual(definition);
        expect(parseDefinition(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
      }),
    );
  });

  it('is refused as invalid, whatever JSON it is', () => {
    const trees = fc.json({ maxDepth: 4 }).map((text): unknown => JSON.parse(text));
    const nearlyRight = fc.record(
      {
        name: trees,
        trigger: fc.oneof(
          trees,
          fc.record({ type: fc.constantFrom('event', 'reminder', 'manual'), event: trees, offset: trees }),
        ),
        entryConditions: fc.oneof(
          trees,
          fc.record({ field: trees, op: trees, value: trees }),
          fc.record({ all: trees }),
        ),
        steps: fc.oneof(
          trees,
          fc.array(
            fc.record(
              {
                id: trees,
                type: fc.constantFrom('sms', 'email', 'webhook', 'delay', 'condition', 'exit', 'teleport'),
                url: fc.oneof(trees, fc.webUrl(), fc.string()),
                duration: trees,
                headers: trees,
                body: trees,
                if: trees,
                then: trees,
              },
              { requiredKeys: ['type'] },
            ),
            { maxLength: 3 },
          ),
        ),
        settings: trees,
      },
      { requiredKeys: ['steps'] },
    );
    fc.assert(
      fc.property(fc.oneof(trees, nearlyRight), (input) => {
        try {
          parseDefinition(input);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRequest);
        }
      }),
      tried(500),
    );
  });

  it('shares nothing with the input it is read from', () => {
    const webhook = { id: 'a', type: 'webhook', url: 'https://example.com', body: { deep: { of: 'it' } } };
    const input = { name: 'Welcome', trigger: { type: 'manual' }, steps: [webhook] };
    const parsed = parseDefinition(input);
    webhook.body.deep.of = 'changed';
    expect(parsed.steps[0]).toMatchObject({ body: { deep: { of: 'it' } } });
  });

  it('re-enters when not active unless it says otherwise, and has empty branches where none are given', () => {
    const condition = { id: 'a', type: 'condition', if: { field: 'data.x', op: 'exists' } };
    expect(parseDefinition({ name: 'Welcome', trigger: { type: 'manual' }, steps: [condition] })).toEqual({
      name: 'Welcome',
      trigger: { type: 'manual' },
      steps: [{ ...condition, then: [], else: [] }],
      settings: { reentry: 'when_not_active' },
    });
  });

  it('gives its steps depth first, each with the condition it stands in', () => {
    fc.assert(
      fc.property(definitions(), ({ steps }) => {
        const placed = [...everyStep(steps)];
        expect(placed.map(({ step }) => step.id)).toEqual(placed.map((_, i) => `step-${i + 1}`));
        for (const { step, parentStepId } of placed) {
          const parent = placed.find((other) => other.step.id === parentStepId)?.step;
          const siblings = parent?.type === 'condition' ? [...parent.then, ...parent.else] : steps;
          expect(siblings).toContain(step);
        }
      }),
    );
  });
});
