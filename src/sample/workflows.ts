import type { AccountSettings } from '../domain/account/settings';
import type { Definition } from '../domain/workflow/definition';

/** The account that a new ledger starts with, so that there is something to look at. */
export const SAMPLE_ACCOUNT = 'demo';

export const SAMPLE_SETTINGS: AccountSettings = {
  timezone: 'America/New_York',
  businessHours: {
    mon: [['08:00', '18:00']],
    tue: [['08:00', '18:00']],
    wed: [['08:00', '18:00']],
    thu: [
      ['08:00', '12:00'],
      ['13:00', '20:00'],
    ],
    fri: [['08:00', '16:00']],
    sat: [['10:00', '14:00']],
  },
  closedDates: ['2026-12-25', '2027-01-01', '2027-07-05'],
  rateLimits: { perContactPerDay: 4 },
};

const estimateFollowUp: Definition = {
  name: 'Estimate follow-up',
  trigger: { type: 'event', event: 'estimate.sent' },
  entryConditions: { field: 'data.estimate.total', op: 'gte', value: 100 },
  settings: { reentry: 'when_not_active' },
  steps: [
    {
      id: 'copy',
      type: 'email',
      label: 'Send a copy of the estimate',
      subject: 'Your estimate {{ data.estimate.number }}',
      body: '<p>Hello {{ contact.name }},</p><p>thank you for asking us about {{ data.estimate.job }}. Your estimate comes to <b>{{ data.estimate.total | money: "USD" }}</b>.</p>',
    },
    { id: 'two-days', type: 'delay', label: 'Give it two days', duration: 'P2D' },
    {
      id: 'large',
      type: 'condition',
      label: 'Is it a large job?',
      if: { field: 'data.estimate.total', op: 'gte', value: 1000 },
      then: [
        { id: 'office-hours', type: 'business_hours', label: 'Wait for office hours' },
        {
          id: 'call-offer',
          type: 'sms',
          label: 'Offer a call',
          body: 'Hi {{ contact.name }}, any questions about {{ data.estimate.job }}? Reply with a good time and we call you.',
        },
        {
          id: 'tell-crm',
          type: 'webhook',
          label: 'Tell the CRM',
          url: 'https://crm.example.com/hooks/estimates',
          body: { estimate: '{{ data.estimate.number }}', contact: '{{ contact.id }}', stage: 'call offered' },
        },
      ],
      else: [
        {
          id: 'nudge',
          type: 'email',
          label: 'Friendly reminder',
          subject: 'Still interested in {{ data.estimate.job }}?',
          body: '<p>Hello {{ contact.name }}, your estimate {{ data.estimate.number }} is good for 30 days.</p>',
        },
      ],
    },
    { id: 'three-days', type: 'delay', label: 'Three more days', duration: 'P3D' },
    {
      id: 'last-call',
      type: 'sms',
      label: 'Last call',
      body: 'Hi {{ contact.name }}, shall we keep estimate {{ data.estimate.number }} open for you?',
    },
  ],
};

const appointmentConfirmation: Definition = {
  name: 'Appointment confirmation',
  trigger: { type: 'event', event: 'appointment.booked' },
  settings: { reentry: 'always' },
  steps: [
    {
      id: 'confirm-sms',
      type: 'sms',
      label: 'Confirm by SMS',
      to: '{{ contact.phone | required }}',
      body: 'Hi {{ contact.name }}, you are booked for {{ data.appointment.service }} on {{ data.appointment.startsAt | date: "%b %-d at %H:%M" }}.',
    },
    {
      id: 'confirm-email',
      type: 'email',
      label: 'Confirm by email',
      subject: 'Your appointment on {{ data.appointment.startsAt | date: "%A, %B %-d" }}',
      body: '<p>Hello {{ contact.name }}, we look forward to seeing you.</p><ol>{% for guest in (1..data.appointment.guests) %}<li>Guest {{ guest }}</li>{% endfor %}</ol>',
    },
    {
      id: 'deposit',
      type: 'condition',
      label: 'Is a deposit due?',
      if: { field: 'data.appointment.price', op: 'gt', value: 200 },
      then: [
        {
          id: 'deposit-email',
          type: 'email',
          label: 'Ask for the deposit',
          subject: 'A deposit for your appointment',
          body: '<p>Please leave a deposit of {{ data.appointment.price | times: 0.2 | money: "USD" }}.</p>',
        },
      ],
      else: [],
    },
    {
      id: 'calendar',
      type: 'webhook',
      label: 'Put it in the calendar',
      url: 'https://{{ data.appointment.calendar | default: "calendar.example.com" }}/api/appointments',
      body: { id: '{{ data.appointment.id }}', at: '{{ data.appointment.startsAt }}', who: '{{ contact.name }}' },
    },
  ],
};

const reviewRequest: Definition = {
  name: 'Review request',
  trigger: { type: 'event', event: 'job.completed' },
  entryConditions: {
    all: [{ field: 'data.job.paid', op: 'eq', value: true }, { not: { field: 'data.job.complaint', op: 'exists' } }],
  },
  settings: { reentry: 'when_not_active' },
  steps: [
    { id: 'office-hours', type: 'business_hours', label: 'Only in office hours' },
    {
      id: 'ask',
      type: 'sms',
      label: 'Ask for a review',
      body: 'Hi {{ contact.name }}, thanks for having us for {{ data.job.title }}! Would you leave a review? https://reviews.example.com/{{ data.job.id }}',
    },
    { id: 'a-day', type: 'delay', label: 'Wait a day', duration: 'P1D' },
    {
      id: 'thanks',
      type: 'email',
      label: 'Say thank you',
      subject: 'Thank you, {{ contact.name }}',
      body: '<p>It was a pleasure to do {{ data.job.title }} for you.</p>',
    },
  ],
};

export const SAMPLE_WORKFLOWS: readonly Definition[] = [estimateFollowUp, appointmentConfirmation, reviewRequest];
