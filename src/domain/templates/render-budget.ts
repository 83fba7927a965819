/**
 * The time that the templates of one decision may take: rendering holds up everything else that the process does. It has
 * no clock of its own; whoever makes a decision brings the budget along, and measures.
 */
export interface RenderBudget {
  /** Renders one template, which gives up as soon as `isOver` says so. What it took is off the budget. */
  spend<T>(render: (isOver: () => boolean) => T): T;
}
