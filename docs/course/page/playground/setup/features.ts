/** What a model is given of each point: its coordinates, and what is computed of them. */

export type Feature = { title: string; code: string; of: (x1: number, x2: number) => number };

/** By their names in an address. The plane is 4 wide, so a sine of 3x has about two periods in it. */
export const FEATURES: Record<string, Feature> = {
  x1: { title: "x₁", code: "x1", of: (x1) => x1 },
  x2: { title: "x₂", code: "x2", of: (_, x2) => x2 },
  x1x1: { title: "x₁²", code: "x1**2", of: (x1) => x1 ** 2 },
  x2x2: { title: "x₂²", code: "x2**2", of: (_, x2) => x2 ** 2 },
  x1x2: { title: "x₁x₂", code: "x1 * x2", of: (x1, x2) => x1 * x2 },
  sin1: { title: "sin 3x₁", code: "torch.sin(3 * x1)", of: (x1) => Math.sin(3 * x1) },
  sin2: { title: "sin 3x₂", code: "torch.sin(3 * x2)", of: (_, x2) => Math.sin(3 * x2) },
};

/** The point itself. */
export const PLAIN = ["x1", "x2"];

/** In words: `x₁, x₂²`. */
export const featureWords = (features: string[]) => features.map((name) => FEATURES[name].title).join(", ");

export const isPlain = (features: string[]) => features.join() === PLAIN.join();

/** Those that there are among some names, in their order; the point itself if there are none. */
export function featuresOf(names: unknown): string[] {
  const given: unknown[] = Array.isArray(names) ? names : typeof names === "string" ? names.split(",") : [];
  const found = Object.keys(FEATURES).filter((name) => given.includes(name));
  return found.length ? found : [...PLAIN];
}

/** The function of the program that computes them. */
export function featuresSource(features: string[]) {
  return `def features(points):
    """What the model is given of each point."""
    x1, x2 = points[:, 0], points[:, 1]
    return torch.stack([${features.map((name) => FEATURES[name].code).join(", ")}], dim=1)`;
}
