/** Where this process stands in the control groups of the machine: folder per controller. */
export interface CgroupPlaces {
  /** Version 1 hierarchies, which may stand beside a version 2 one. */
  v1: ReadonlyMap<string, string>;
  v2: string | undefined;
}

/**
 * Reads `/proc/self/cgroup` and `/proc/self/mountinfo`. Boxes are made below the product's own group, never beside it,
 * so whatever an administrator laid on the product binds its scripts too.
 */
export function parseCgroupPlaces(cgroups: string, mountinfo: string): CgroupPlaces {
  const paths = new Map<string, string>();
  for (const line of cgroups.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    for (const controller of controllers.split(',')) paths.set(controller, path);
  }
  const v1 = new Map<string, string>();
  let v2: string | undefined;
  for (const line of mountinfo.split('\n')) {
    const [mount, filesystem] = line.split(' - ');
    const [, , , root, place] = mount?.split(' ') ?? [];
    const [kind, , options] = filesystem?.split(' ') ?? [];
    if (root === undefined || place === undefined) continue;
    if (kind === 'cgroup2') v2 ??= locate(paths.get(''), root, place);
    if (kind !== 'cgroup') continue;
    for (const controller of options?.split(',') ?? []) {
      const folder = locate(paths.get(controller), root, place);
      if (folder !== undefined && !v1.has(controller)) v1.set(controller, folder);
    }
  }
  return { v1, v2 };
}

/** A mount may show only a part of the hierarchy; `root` is the part's top. */
function locate(path: string | undefined, root: string, place: string): string | undefined {
  if (path === undefined) return undefined;
  if (root === '/') return path === '/' ? place : place + path;
  if (path === root) return place;
  return path.startsWith(`${root}/`) ? place + path.slice(root.length) : undefined;
}
