/** Why a data directory cannot be used, and what to do about it. Nothing in it was changed or deleted. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
  readonly kind: 'in-use' | 'foreign' | 'empty' | 'damaged' | 'newer' | 'unusable';

  constructor(kind: DataDirectoryError['kind'], detail: string, cause?: unknown) {
    super(detail, { cause });
    this.kind = kind;
  }
}
