import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Profile } from '#contract/profile.ts';
import type { ExecutorHealth } from '#contract/system.ts';
import { coerceError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { listBoxFiles, makeBoxEnvironment } from '../box-files.ts';
import { explainRefusal, listUnenforced } from '../profile-refusal.ts';
import { type Box, type BoxSpec, type Sandbox, SandboxError } from '../sandbox.ts';
import { type BoxView, buildEntryArguments } from './arguments.ts';
import { makeLocalBox } from './box.ts';
import { adviseNamespaces, tryCanary } from './canary.ts';
import { type BoxUsage, openCgroupHome } from './cgroup.ts';
import { buildScopeArguments, describeUnenforced } from './limits.ts';
import { clearOut } from './out-folder.ts';
import { findLocalFacts, type LocalFacts, type LocalProblem, pythonPath } from './probe.ts';
import { pickBusEnvironment, sampleScope } from './scope-usage.ts';
import { buildSeccompFilter } from './seccomp-filter.ts';
import { type BoxFolders, openStaging, type Staging } from './staging.ts';
import { startBubblewrap, type WaitingBubblewrap } from './start-bubblewrap.ts';

export interface LocalSandboxOptions {
  instanceId: string;
  /** The folder with `automa_runner.py`. */
  runnerDir: string;
  logger: Logger;
}

const mib = 1024 * 1024;
/** Below this Python itself does not start; counts only where limits are per process. */
const smallestAddressSpaceMb = 128;

/** Scripts in bubblewrap on Linux: namespaces, a system call filter, and limits by the best means this machine has. */
export function makeLocalSandbox({ instanceId, runnerDir, logger }: LocalSandboxOptions): Sandbox {
  const isRoot = process.getuid?.() === 0;
  const cgroupHome = openCgroupHome(instanceId);
  const liveBoxes = new Set<string>();
  let staging: Promise<Staging> | undefined;
  let found: LocalFacts | LocalProblem | undefined;

  function getStaging(): Promise<Staging> {
    staging ??= openStaging(instanceId, runnerDir).catch((error: unknown) => {
      staging = undefined;
      throw error;
    });
    return staging;
  }

  /** As root everything goes through copies that uid 65532 can reach; otherwise the caller's folders are bound as they are. */
  async function makeFolders(spec: BoxSpec): Promise<BoxFolders> {
    if (isRoot) return (await getStaging()).prepare(spec);
    return {
      runnerDir,
      scriptDir: spec.scriptDir,
      automaDir: spec.workDir,
      outDir: spec.outDir,
      collect: () => clearOut(spec.outDir),
      remove: async () => {},
    };
  }

  async function prepareBox(spec: BoxSpec, facts: LocalFacts, program: string): Promise<Box> {
    const { profile } = spec;
    const { mechanism } = facts;
    for (const [name, text] of listBoxFiles(spec)) await writeFile(join(spec.workDir, name), text, { mode: 0o600 });
    const folders = await makeFolders(spec);
    const name = `${spec.runId}-${spec.attempt}`;
    const usesCgroup = mechanism.kind === 'cgroup';
    const release = async () => {
      liveBoxes.delete(name);
      if (usesCgroup) await cgroupHome.remove(name);
    };
    let bubblewrap: WaitingBubblewrap | undefined;
    try {
      bubblewrap = await startBubblewrap({
        view: makeView(spec, folders, facts),
        seccompFilter: buildSeccompFilter(facts.architecture),
        command: buildEntryArguments(
          pythonPath,
          {
            fileSizeBytes: profile.outMb * mib,
            processes: mechanism.countsProcessesPerBox ? profile.pids : undefined,
            addressSpaceBytes:
              mechanism.kind === 'process-limits'
                ? Math.max(profile.memoryMb, smallestAddressSpaceMb) * mib
                : undefined,
          },
          program,
        ),
        launcher:
          mechanism.kind === 'systemd-scope'
            ? { command: buildScopeArguments(profile, `automa-${instanceId}-${name}`), env: pickBusEnvironment() }
            : undefined,
        dropsUser: isRoot,
      });
      let usage = (): BoxUsage => ({ peakMemoryBytes: null, cpuSeconds: null, oomKilled: false });
      if (usesCgroup) {
        liveBoxes.add(name);
        const group = cgroupHome.create(name, profile);
        group.add(bubblewrap.firstPid);
        usage = () => group.usage();
      }
      if (mechanism.kind === 'systemd-scope') usage = await sampleScope(bubblewrap.firstPid, bubblewrap.process);
      return makeLocalBox({
        binding: {
          executor: 'local',
          id: String(bubblewrap.firstPid),
          imageDigest: null,
          unenforced: [...mechanism.unenforced, ...listUnenforced(profile)],
        },
        bubblewrap,
        folders,
        outMb: profile.outMb,
        controlNonce: spec.controlNonce,
        usage,
        release,
      });
    } catch (error) {
      await bubblewrap?.end();
      await release();
      await folders.remove();
      throw error instanceof SandboxError
        ? error
        : new SandboxError('unavailable', `local sandbox: ${coerceError(error).message}`, error);
    }
  }

  return {
    executor: 'local',
    async probe(): Promise<ExecutorHealth> {
      found = await findLocalFacts(cgroupHome).catch((error: unknown) => ({
        problem: coerceError(error).message,
        fix: null,
      }));
      if (!('problem' in found)) {
        const problem = await tryCanary(found, (spec, facts) => prepareBox(spec, facts, '/script/main.py'));
        if (problem !== undefined) found = { problem, fix: adviseNamespaces(problem) };
      }
      if ('problem' in found) return { executor: 'local', ok: false, version: null, ...found, unenforced: [] };
      return {
        executor: 'local',
        ok: true,
        version: found.version,
        problem: null,
        fix: null,
        unenforced: [...found.mechanism.unenforced],
      };
    },
    refuses(profile: Profile): string | undefined {
      if (found === undefined) return 'the local sandbox has not been looked for yet';
      if ('problem' in found) return `the local sandbox does not work here: ${found.problem}`;
      if (profile.isolation === 'container') return 'the profile asks for a container; the local sandbox is none';
      const { unenforced } = found.mechanism;
      if (profile.limits === 'required' && unenforced.length > 0) {
        return `the local sandbox cannot hold these limits here: ${describeUnenforced(unenforced)}`;
      }
      return explainRefusal(profile);
    },
    async prepare(spec: BoxSpec): Promise<Box> {
      if (found === undefined) await this.probe();
      const refusal = this.refuses(spec.profile);
      if (refusal !== undefined || found === undefined || 'problem' in found) {
        throw new SandboxError(
          found !== undefined && 'problem' in found ? 'unavailable' : 'limits',
          refusal ?? 'the local sandbox was not found',
        );
      }
      return prepareBox(spec, found, '/opt/automa/automa_runner.py');
    },
    // Boxes die with the host (--die-with-parent): there is nothing to find again.
    adopt: async () => undefined,
    async sweep() {
      for (const box of await cgroupHome.list()) {
        if (!liveBoxes.has(box)) await cgroupHome.remove(box);
      }
      if (!isRoot) return 0;
      return getStaging().then(
        (folders) => folders.sweep(),
        (error: unknown) => {
          logger.warn(`folders of ended boxes could not be removed: ${coerceError(error).message}`);
          return 0;
        },
      );
    },
    close: async () => {
      const folders = await staging?.catch(() => undefined);
      await folders?.close();
      cgroupHome.close();
    },
  };
}

function makeView(spec: BoxSpec, folders: BoxFolders, facts: LocalFacts): BoxView {
  return {
    runnerDir: folders.runnerDir,
    scriptDir: folders.scriptDir,
    automaDir: folders.automaDir,
    outDir: folders.outDir,
    env: makeBoxEnvironment(spec),
    tmpBytes: spec.profile.tmpMb * mib,
    sharesNetwork: spec.profile.network !== 'none',
    systemFolders: facts.systemFolders,
  };
}
