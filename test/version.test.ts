import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { version } from '../package.json';
import { VERSION, nodeRefusal } from '../src/version';

describe('a version of Node', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '22.21.1', '26.0.0', '26.11.3'])('%s runs the service', (node) => {
    expect(nodeRefusal(node)).toBeNull();
  });

  it.each(['18.20.8', '20.18.3', '21.7.3', '22.11.0', '23.11.1', '24.0.0', '24.12.0', '25.2.1', '27.0.0', ''])(
    '%p is refused in one line that names those which do',
    (node) => {
      expect(nodeRefusal(node)).toBe(
        `Node ${node} cannot run this version, which needs Node ^20.19.0 || ^22.12.0 || ^26.0.0`,
      );
    },
  );
});

describe('--version', () => {
  it.each(['src/main.js', 'src/cli/main.js'])('of dist/%s tells the version of the package', (file) => {
    const program = path.join(process.cwd(), 'dist', file);
    const { stdout, status } = spawnSync(process.execPath, [program, '--version'], { encoding: 'utf8' });
    expect([stdout, status]).toEqual([`${version}\n`, 0]);
    expect(VERSION).toBe(version);
  });
});
