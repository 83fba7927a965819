import { Clock, GitFork, Hourglass, LogOut, Mail, MessageSquare, Webhook } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { StepType } from '../words/steps';

const ICONS: Readonly<Record<StepType, LucideIcon>> = {
  sms: MessageSquare,
  email: Mail,
  webhook: Webhook,
  delay: Hourglass,
  business_hours: Clock,
  condition: GitFork,
  exit: LogOut,
};

/** The sign of a step's type; its name stands beside it. */
export function StepIcon({ type }: { readonly type: StepType }) {
  const Icon = ICONS[type];
  return <Icon aria-hidden />;
}
