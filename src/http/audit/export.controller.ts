import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res, StreamableFile } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ExportLedger } from '../../commands/export-ledger';
import type { CommandContext } from '../../kernel/command-context';
import { GetAuditKey } from '../../queries/get-audit-key';
import { GetExportHead } from '../../queries/get-export-head';
import { GetLedgerHead } from '../../queries/get-ledger-head';
import { Allow } from '../access/access.guard';
import { Account, Ctx } from '../access/request-context';
import { Answers, Resource } from '../openapi/answers';
import {
  HEAD_EXAMPLE,
  KEY_EXAMPLE,
  LEDGER_HEAD_EXAMPLE,
  LINE_EXAMPLE,
  auditKey,
  exportHead,
  exportLine,
  ledgerHead,
} from './export.answers';
import { ExportParameters, HeadParameters, UntilParameter, askedOf, queryOf } from './export.parameters';

@Resource('exports', "an account's events, to be kept and verified elsewhere")
@Controller('api/audit')
export class ExportController implements OnModuleDestroy {
  private readonly open = new Set<FastifyReply['raw']>();

  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('export')
  @Allow('audit')
  @Answers({
    id: 'exportLedger',
    summary: 'Events in the order of the log, one a line, each with a hash over itself and the line before',
    description:
      'Its end is fixed when the request begins. The last line is signed and says what the lines came to; the export is ' +
      "recorded in the account's stream before. Cut off, it goes on with `after` and `hash` of its last whole line.",
    answer: exportLine,
    example: LINE_EXAMPLE,
    media: 'application/x-ndjson',
    codes: ['not_found', 'export_differs', 'event_unreadable'],
  })
  async export(
    @Ctx() context: CommandContext,
    @Query() query: ExportParameters,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const asked = askedOf(query);
    const signal = this.untilClosed(reply.raw);
    const { until, chunks } = await this.awaited(reply.raw, () =>
      this.commands.execute(new ExportLedger(context, asked, signal)),
    );
    void reply.header('export-until', until);
    const lines = request.method === 'HEAD' ? [] : this.taken(reply.raw, chunks);
    return new StreamableFile(Readable.from(lines, { objectMode: false }), { type: 'application/x-ndjson' });
  }

  @Get('head')
  @Allow('audit')
  @Answers({
    id: 'getExportHead',
    summary: 'What an export would come to: its last line, to be kept elsewhere',
    answer: exportHead,
    example: HEAD_EXAMPLE,
    codes: ['not_found'],
  })
  head(@Account() account: string, @Query() query: HeadParameters, @Res({ passthrough: true }) reply: FastifyReply) {
    const asked = new GetExportHead(account, queryOf(query), query.until ?? null, this.untilClosed(reply.raw));
    return this.awaited(reply.raw, () => this.queries.execute(asked));
  }

  @Get('ledger-head')
  @Allow('administer')
  @Answers({
    id: 'getLedgerHead',
    summary: 'What the ledger of all accounts comes to, as the log of the service tells it every day',
    answer: ledgerHead,
    example: LEDGER_HEAD_EXAMPLE,
  })
  ledgerHead(@Query() { until }: UntilParameter, @Res({ passthrough: true }) reply: FastifyReply) {
    const asked = new GetLedgerHead(until ?? null, this.untilClosed(reply.raw));
    return this.awaited(reply.raw, () => this.queries.execute(asked));
  }

  @Get('key')
  @Allow('audit')
  @Answers({
    id: 'getAuditKey',
    summary: 'The public key that exports are signed with',
    answer: auditKey,
    example: KEY_EXAMPLE,
    codes: ['audit_key_not_configured'],
  })
  key() {
    return this.queries.execute(new GetAuditKey());
  }

  /** The service stops: whoever reads an export can go on with it later. */
  onModuleDestroy(): void {
    for (const response of this.open) response.destroy();
  }

  private untilClosed(response: FastifyReply['raw']): AbortSignal {
    const closing = new AbortController();
    this.open.add(response);
    response.once('close', () => {
      this.open.delete(response);
      closing.abort();
    });
    return closing.signal;
  }

  /** What takes its time here is no silence of the client's. */
  private async awaited<T>({ socket }: FastifyReply['raw'], work: () => Promise<T>): Promise<T> {
    const silenceMs = socket?.timeout ?? 0;
    socket?.setTimeout(0);
    try {
      return await work();
    } finally {
      socket?.setTimeout(silenceMs);
    }
  }

  private async *taken(response: FastifyReply['raw'], chunks: AsyncGenerator<Uint8Array, undefined>) {
    try {
      for (;;) {
        const { done, value } = await this.awaited(response, () => chunks.next());
        if (done === true) return;
        yield value;
      }
    } finally {
      await chunks.return(undefined);
    }
  }
}
