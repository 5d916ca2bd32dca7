// Messages from the audit's page, checked before anything is done with them.
import * as z from 'zod';
import { largestAuditLimit, largestAuditSamples, type AuditViewRequestName } from '../../protocol/auditPanel';
import { figureParams } from '../figures/figureRequest';
import { requestReader } from '../panels/readRequest';

const none = z.strictObject({});
const size = z.strictObject({
  samples: z.int().min(2).max(largestAuditSamples),
  limit: z.int().min(1).max(largestAuditLimit),
});

const params: Record<AuditViewRequestName, z.ZodType> = {
  ...figureParams,
  auditState: none,
  sizeAudit: z.strictObject({ size, estimate: z.boolean() }),
  startAudit: z.strictObject({ size, fresh: z.boolean() }),
  stopAudit: none,
  exportAudit: none,
  openAuditConfig: none,
  showLog: none,
};

export const readAuditRequest = requestReader(params);
