import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { EffectChannelName } from '../../domain/effect/effect';
import type { Exposition, Meter, Watched } from '../../ports/meter';

/** Upper bounds in seconds: of an append, and of how late a timer may be. */
const APPEND_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const LATENESS_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600];

/** Gauges that are named as counters are, which promtool objects to; each is the sum of another one. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** Between two looks at how late the event loop is, which that lateness includes, in milliseconds: each wakes an idle process. */
const LOOK_AT_LOOP_MS = 20;

/** Of a histogram that is begun anew at each scrape. */
const MEASURED_BETWEEN_SCRAPES = ['min', 'mean', 'stddev'].map((of) => `nodejs_eventloop_lag_${of}_seconds`);
/** Without any measurement the least one is of centuries, and the mean is no number. In seconds. */
const NEVER = 1e9;

/** Figures for Prometheus, by its conventions: base units, `_total` for what is counted. */
export class PrometheusMeter implements Meter {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly appends = new Histogram({
    name: 'runledger_append_duration_seconds',
    help: 'Appends to the event store by outcome: stored, conflict or failed.',
    labelNames: ['outcome'],
    buckets: APPEND_BUCKETS,
    registers: this.registers,
  });
  private readonly effects = new Counter({
    name: 'runledger_effects_total',
    help: 'Effects of this process by channel and outcome: completed, skipped or the code of the failure.',
    labelNames: ['channel', 'outcome'],
    registers: this.registers,
  });
  private readonly lateness = new Histogram({
    name: 'runledger_timer_lateness_seconds',
    help: 'How long after its time a timer was woken by this process.',
    labelNames: ['kind'],
    buckets: LATENESS_BUCKETS,
    registers: this.registers,
  });

  private readonly providerCalls = new Counter({
    name: 'runledger_provider_calls_total',
    help: 'Calls of the SMS provider by kind and outcome: recorded, nothing_new, unknown or refused.',
    labelNames: ['kind', 'outcome'],
    registers: this.registers,
  });

  /** @param ofProcess also memory, CPU, garbage collection and the event loop of this process */
  constructor(ofProcess: boolean) {
    if (!ofProcess) return;
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LOOK_AT_LOOP_MS });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    for (const name of MEASURED_BETWEEN_SCRAPES) keepLastMeasured(this.registry.getSingleMetric(name) as Gauge);
  }

  appended(seconds: number, outcome: string): void {
    this.appends.observe({ outcome }, seconds);
  }

  effect(channel: EffectChannelName, outcome: string): void {
    this.effects.inc({ channel, outcome });
  }

  providerCall(kind: string, outcome: string): void {
    this.providerCalls.inc({ kind, outcome });
  }

  woke(kind: string, lateSeconds: number): void {
    this.lateness.observe({ kind }, lateSeconds);
  }

  watch({ name, help, kind, label, read }: Watched): void {
    this.registry.removeSingleMetric(name);
    const described = { name, help, labelNames: label === null ? [] : [label], registers: this.registers };
    const shown = async (reset: () => void, show: (labels: object, figure: number) => void): Promise<void> => {
      const figures = await read();
      reset();
      for (const [value, figure] of figures) show(label === null ? {} : { [label]: value }, figure);
    };
    if (kind === 'gauge') {
      const gauge: Gauge = new Gauge({
        ...described,
        collect: () =>
          shown(
            () => {
              gauge.reset();
            },
            (labels, figure) => {
              gauge.set(labels, figure);
            },
          ),
      });
    } else {
      const counter: Counter = new Counter({
        ...described,
        collect: () =>
          shown(
            () => {
              counter.reset();
            },
            (labels, figure) => {
              counter.inc(labels, figure);
            },
          ),
      });
    }
  }

  async exposition(): Promise<Exposition> {
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}

/** Where nothing was measured since the scrape before, what was then stays. */
function keepLastMeasured(gauge: Gauge): void {
  const set = gauge.set.bind(gauge);
  gauge.set = (labels: object | number, value?: number) => {
    if (typeof labels === 'object' && value !== undefined && value < NEVER) set(labels, value);
  };
}
