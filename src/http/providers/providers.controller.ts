import { Controller, Header, Headers, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { HearSms } from '../../commands/hear-sms';
import { ReportDelivery } from '../../commands/report-delivery';
import { DomainError } from '../../kernel/errors';
import type { FormFields } from '../../kernel/form-fields';
import { newId } from '../../kernel/ids';
import { METER } from '../../ports/meter';
import type { Meter, ProviderCall, ProviderCallOutcome } from '../../ports/meter';
import { PROVIDER_CALLS } from '../../ports/provider-calls';
import type { ProviderCalls } from '../../ports/provider-calls';
import { Allow } from '../access/access.guard';
import { Form } from '../access/request-context';
import type { ApiRequest } from '../access/request-context';
import { Answers, Resource } from '../openapi/answers';
import { name, object, text, words } from '../openapi/schema';
import { Told } from '../input/told';

/** Which message it is about; whatever stands here was signed with the rest. */
class MessageOfStep {
  @Told(text)
  run?: string;

  @Told(text)
  step?: string;
}

/** What is read of it; the provider sends more, all of it signed. */
interface SmsStatusForm {
  readonly MessageSid: string;
  readonly MessageStatus: string;
  readonly ErrorCode?: string;
}

/** Likewise. */
interface InboundForm {
  readonly From: string;
  readonly To: string;
  readonly Body: string;
  readonly MessagingServiceSid?: string;
  readonly OptOutType?: string;
}

/** An answer that the provider takes: it says something to the contact itself where the law asks for it. */
const NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>';

interface Noted {
  readonly outcome: ProviderCallOutcome;
}

/** What the provider of SMS tells: open to everybody, and believed only when it is signed with the account's token. */
@Resource('providers', 'what providers tell of messages, signed by them')
@Controller('api/automations/providers')
export class ProvidersController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(PROVIDER_CALLS) private readonly calls: ProviderCalls,
    @Inject(METER) private readonly meter: Meter,
  ) {}

  @Post('sms/status')
  @HttpCode(200)
  @Allow('open', 'form')
  @Answers({
    id: 'reportSmsStatus',
    summary: 'How far an SMS came; whatever is not known here is answered alike, and changes nothing',
    answer: name(
      'ProviderCall',
      object<Noted>({ outcome: words<ProviderCallOutcome>('recorded', 'nothing_new', 'unknown') }),
    ),
    example: { outcome: 'recorded' },
    form: {
      schema: object<SmsStatusForm>({ MessageSid: text, MessageStatus: text }, { ErrorCode: text }),
      example: { MessageSid: 'SM1f0e8ae6ade43cb3c0ce4525424e404f', MessageStatus: 'delivered' },
    },
    codes: ['forbidden', 'payload_too_large', 'unsupported_media_type'],
  })
  async status(
    @Req() request: ApiRequest,
    @Headers('x-twilio-signature') signature: string | undefined,
    @Query() { run = '', step = '' }: MessageOfStep,
    @Form() form: FormFields,
  ): Promise<Noted> {
    this.genuine('status', request.url, form, signature);
    const told = this.calls.deliveryIn(form);
    const outcome =
      told === null
        ? 'unknown'
        : await this.commands.execute(new ReportDelivery(newId(), run, { stepId: step, ...told }));
    return this.noted('status', outcome);
  }

  @Post('sms/inbound')
  @HttpCode(200)
  @Header('content-type', 'text/xml; charset=utf-8')
  @Allow('open', 'form')
  @Answers({
    id: 'hearSms',
    summary: 'What somebody answered to an SMS: STOP and such opt the number out, START takes that back',
    answer: text,
    example: NOTHING_TO_SAY,
    media: 'text/xml',
    form: {
      schema: object<InboundForm>(
        { From: text, To: text, Body: text },
        { MessagingServiceSid: text, OptOutType: text },
      ),
      example: { From: '+15550100000', To: '+15550199999', Body: 'Stop' },
    },
    codes: ['forbidden', 'not_ready', 'payload_too_large', 'unsupported_media_type'],
  })
  async inbound(
    @Req() request: ApiRequest,
    @Headers('x-twilio-signature') signature: string | undefined,
    @Form() form: FormFields,
  ): Promise<string> {
    this.genuine('inbound', request.url, form, signature);
    const told = this.calls.messageIn(form);
    const outcome = told === null ? 'unknown' : await this.commands.execute(new HearSms(newId(), told));
    this.noted('inbound', outcome);
    return NOTHING_TO_SAY;
  }

  /** @throws DomainError `forbidden` */
  private genuine(kind: ProviderCall, target: string, form: FormFields, signature = ''): void {
    if (this.calls.isGenuine(target, form, signature)) return;
    this.noted(kind, 'refused');
    throw new DomainError('forbidden', 'this is not signed by the provider');
  }

  private noted(kind: ProviderCall, outcome: ProviderCallOutcome): Noted {
    this.meter.providerCall(kind, outcome);
    return { outcome };
  }
}
