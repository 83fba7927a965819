import { CaseTag, CycleTag, ForTag, IfTag, TablerowTag, TypeGuards, UnlessTag, evalToken } from 'liquidjs';
import type { Context, Emitter, Liquid, Value } from 'liquidjs';
import { equals } from './operators';
import type { RenderContext } from './render-context';

/** Units for each item of what a loop goes through, and for each character of a tag that is read anew each time. */
const ITEM = 20;
const READ = 20;

/** Tags that LiquidJS does more in than it counts, and those that hold conditions. */
export function registerTags(liquid: Liquid): void {
  liquid.registerTag('for', For);
  liquid.registerTag('tablerow', Tablerow);
  liquid.registerTag('cycle', Cycle);
  liquid.registerTag('case', Case);
  liquid.registerTag('if', If);
  liquid.registerTag('unless', Unless);
}

type Loop = Pick<ForTag, 'collection'>;

function* countItems({ collection }: Loop, context: Context): Generator<unknown, void, unknown> {
  if (TypeGuards.isRangeToken(collection)) return; // counted when it is made
  const list = yield evalToken(collection, context);
  const { work } = (context as RenderContext).rendering;
  if (typeof list === 'object' && list !== null) work.use(Object.keys(list).length * ITEM);
}

class For extends ForTag {
  override *render(context: Context, emitter: Emitter): ReturnType<ForTag['render']> {
    yield* countItems(this, context) as ReturnType<ForTag['render']>;
    return yield* super.render(context, emitter);
  }
}

class Tablerow extends TablerowTag {
  override *render(context: Context, emitter: Emitter): ReturnType<TablerowTag['render']> {
    yield* countItems(this, context);
    yield* super.render(context, emitter);
  }
}

class Cycle extends CycleTag {
  override *render(context: Context, emitter: Emitter): ReturnType<CycleTag['render']> {
    (context as RenderContext).rendering.work.use((this.token.end - this.token.begin) * READ);
    return yield* super.render(context, emitter);
  }
}

/** LiquidJS compares its values without counting; as there, every `when` that holds is rendered. */
class Case extends CaseTag {
  constructor(...of: ConstructorParameters<typeof CaseTag>) {
    super(...of);
    makeCondition(this.value);
  }

  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const { renderer } = this.liquid;
    const target = yield this.value.value(context);
    let held = false;
    for (const { values, templates } of this.branches) {
      if (!(yield isAmong(target, values, context))) continue;
      held = true;
      yield renderer.renderTemplates(templates, context, emitter);
    }
    if (!held) yield renderer.renderTemplates(this.elseTemplates, context, emitter);
  }
}

function* isAmong(
  target: unknown,
  values: CaseTag['branches'][number]['values'],
  context: Context,
): Generator<unknown, boolean, unknown> {
  for (const value of values) if (yield equals(target, yield evalToken(value, context), context)) return true;
  return false;
}

class If extends IfTag {
  constructor(...of: ConstructorParameters<typeof IfTag>) {
    super(...of);
    for (const { value } of this.branches) makeCondition(value);
  }
}

class Unless extends UnlessTag {
  constructor(...of: ConstructorParameters<typeof UnlessTag>) {
    super(...of);
    for (const { value } of this.branches) makeCondition(value);
  }
}

/** What is absent in a condition is what the condition asks. */
function makeCondition(value: Value): void {
  const evaluate = value.value.bind(value);
  value.value = function* (context: Context): Generator<unknown, unknown, unknown> {
    const of = context as RenderContext;
    of.conditions++;
    const result = yield evaluate(context);
    of.conditions--;
    return result;
  };
}
