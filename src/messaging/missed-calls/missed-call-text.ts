/** Fills the pool's template. @param role the caller's; `number`: the virtual number */
export const missedCallTextOf = (template: string, role: string, number: string): string =>
  template.replaceAll(/\{(role|number)\}/g, (_, name) => (name === 'role' ? role : number));
