/** Numbers of [0, 1) from a fixed seed (Lehmer's generator). */
export function uniform() {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
