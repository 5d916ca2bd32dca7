// Spherical linear interpolation of two changes.
import type { Combined, Changes } from './parameterSafeguard';

/** Below this sine the arc between two directions is not defined well enough in float32. */
const leastSine = 1e-4;

/**
 * sin((1 − w)θ)/sin θ · task + sin(wθ)/sin θ · safety, θ the angle between both (Shoemake 1985, SIGGRAPH). Linear where there is
 * no arc: parallel, opposite, or one of them zero.
 */
export function slerp({ task, safety }: Changes, weight: number): Combined {
  const angle = angleBetween(task, safety);
  const sine = angle === null ? 0 : Math.sin(angle);
  if (angle === null || sine < leastSine) return { kind: 'sum', task: 1 - weight, safety: weight };
  return {
    kind: 'sum',
    task: Math.sin((1 - weight) * angle) / sine,
    safety: Math.sin(weight * angle) / sine,
  };
}

/** 2·atan2(‖a − b‖, ‖a + b‖) of unit vectors, exact for small angles too (Kahan 2006); null: one is zero. */
function angleBetween(a: Float32Array, b: Float32Array): number | null {
  const [normA, normB] = [norm(a), norm(b)];
  if (normA === 0 || normB === 0) return null;
  let [apart, together] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] ?? 0) / normA, (b[i] ?? 0) / normB];
    apart += (x - y) ** 2;
    together += (x + y) ** 2;
  }
  return 2 * Math.atan2(Math.sqrt(apart), Math.sqrt(together));
}

function norm(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
