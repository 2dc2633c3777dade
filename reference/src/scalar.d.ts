declare module 'virtual:scalar' {
  /** The address of the script, which sets `window.Scalar`. */
  const url: string;
  export default url;
}

interface Window {
  Scalar: { createApiReference(element: string, configuration: object): unknown };
}
