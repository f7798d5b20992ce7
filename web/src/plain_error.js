/** Something that went wrong, as a key of the messages with the values that go into it. */
export class PlainError extends Error {
  constructor(key, values = {}) {
    super(key);
    this.key = `error.${key}`;
    this.values = values;
  }
}
