// What a server says about a request that it turns down, in the shapes that HTTP interfaces use for it.
import { z } from 'zod';
import { parseHostileJson } from '../files/parseHostileJson';

const said = z.string().trim().min(1);
const shapes = z.union([
  z.object({
    error: z.object({ message: said, code: z.unknown().optional(), type: z.unknown().optional() }),
  }),
  z.object({ error: said }),
  z.object({ message: said }),
  z.object({ detail: said }),
  // FastAPI's list of wrong fields.
  z.object({ detail: z.array(z.object({ loc: z.array(z.unknown()), msg: said })).min(1) }),
]);

/**
 * The words of an error's body, followed by its code or type where it has one; null where it says nothing readable (a
 * proxy's page). Not shortened, and keys are not taken out.
 */
export function serverMessage(body: string): string | null {
  let data: unknown;
  try {
    data = parseHostileJson(body);
  } catch {
    return null;
  }
  const parsed = shapes.safeParse(data);
  if (!parsed.success) return null;
  const shape = parsed.data;
  if ('message' in shape) return shape.message;
  if ('detail' in shape) {
    if (typeof shape.detail === 'string') return shape.detail;
    return shape.detail.map(({ loc, msg }) => `${loc.map(String).join('.')}: ${msg}`).join('; ');
  }
  if (typeof shape.error === 'string') return shape.error;
  const { message, code, type } = shape.error;
  const kind = [code, type].find((value) => typeof value === 'string' && value !== '');
  return typeof kind === 'string' && !message.includes(kind) ? `${message} (${kind})` : message;
}
