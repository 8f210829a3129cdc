/** Passes on what `model` has; anything else a program asks of it fails loudly instead of passing quietly. */
export function strict<Model extends object>(name: string, model: Model): Model {
  return new Proxy(model, {
    get(target, key) {
      if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON') {
        const value: unknown = Reflect.get(target, key);
        // Private members are the model's, not the proxy's
        return typeof value === 'function' ? value.bind(target) : value;
      }
      throw new Error(`stand-in: ${name}.${key} is not modelled`);
    },
  });
}

export type Preventable<Details extends object> = Details & { defaultPrevented: boolean; preventDefault(): void };

/** An event object whose default can be prevented. */
export function preventable<Details extends object>(details: Details): Preventable<Details> {
  return {
    ...details,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}
