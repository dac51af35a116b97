/**
 * Samples the heap of this process while a run is on. The process holds the simulators and the in-memory database as
 * well, which no deployment has, and nothing is collected by force; so every figure is an upper bound of what a step needs.
 */

export interface HeapSample {
  /** Epoch milliseconds. */
  at: number;
  bytes: number;
}

export interface HeapWatch {
  samples: HeapSample[];
  stop: () => void;
}

/** Heap in use when a step began, and the most until the next one began. */
export interface StepHeap {
  atStartBytes: number;
  peakBytes: number;
}

const SAMPLE_MS = 25;

export function watchHeap(): HeapWatch {
  const samples: HeapSample[] = [];
  const sample = () => samples.push({ at: Date.now(), bytes: process.memoryUsage().heapUsed });
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    samples,
    stop: () => {
      clearInterval(timer);
      sample();
    },
  };
}

/** @param stepStarts epoch milliseconds at which the steps began, in order */
export function heapOfSteps(samples: HeapSample[], stepStarts: number[]): StepHeap[] {
  return stepStarts.map((from, index) => {
    const until = stepStarts[index + 1] ?? Number.POSITIVE_INFINITY;
    const inStep = samples.filter(({ at }) => at >= from && at < until).map(({ bytes }) => bytes);
    const [atStartBytes = 0] = inStep;
    return { atStartBytes, peakBytes: inStep.reduce((peak, bytes) => Math.max(peak, bytes), 0) };
  });
}
