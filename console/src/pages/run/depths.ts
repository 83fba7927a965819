interface Placed {
  readonly stepId: string;
  readonly parentStepId: string | null;
}

/** How many conditions each step stands in; a condition comes before what stands in it. */
export function depthsOf(timeline: readonly Placed[]): readonly number[] {
  const depths = new Map<string, number>();
  return timeline.map(({ stepId, parentStepId }) => {
    const depth = parentStepId === null ? 0 : (depths.get(parentStepId) ?? 0) + 1;
    depths.set(stepId, depth);
    return depth;
  });
}
