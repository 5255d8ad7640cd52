/** Scripts as processes of the machine: what they start, what is done to them, and their files. */
import assert from 'node:assert/strict';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { machineWithPython, script, type } from './python-fixture.ts';

describe('scripts as processes', function () {
  this.timeout(20_000);
  let machine: Machine;
  before(async () => {
    machine = await machineWithPython();
  });

  it('start processes of the machine, which are their children', async () => {
    const told = await script(
      machine,
      `import os, subprocess
p = subprocess.Popen(['sleep', '50'])
row = subprocess.check_output(['ps', '-o', 'ppid=,args=', '-p', str(p.pid)], text=True).split(None, 1)
print(int(row[0]) == os.getpid(), row[1].strip(), p.poll()); p.terminate(); print(p.wait())
print(subprocess.run('echo a | tr a b; exit 4', shell=True, capture_output=True, text=True))
print(os.popen('hostname').read().strip(), os.system('exit 2') >> 8)
try: os.kill(1, 9); os.kill(999999, 15)
except OSError as e: print(repr(e))`,
    );
    assert.equal(
      told,
      "True sleep 50 None\n-15\nCompletedProcess(args='echo a | tr a b; exit 4', returncode=4, stdout='b\\n', stderr='')\ngpu-01 2\nProcessLookupError(3, 'No such process')\n",
    );
  });

  it('are listed, take time, can be waited for and killed, in the foreground and behind', async () => {
    const { stdout } = (
      await type(
        machine,
        'python3 -c "import time; time.sleep(30)" & sleep 1; ps -o args= -p $!; kill $!; wait $!; echo $?; timeout 3 python3 -c "import time; time.sleep(99)"; echo $?; date +%T; python3 -c "import time; time.sleep(60)"; date +%T',
      )
    ).observation;
    const [listed, killed, late, before = '', after = ''] = stdout.trim().split('\n');
    assert.deepEqual([listed, killed, late], ['python3 -c import time; time.sleep(30)', '143', '124']);
    assert.equal((Date.parse(`1970-01-01T${after}Z`) - Date.parse(`1970-01-01T${before}Z`)) / 1000, 60);
  });

  it('catch signals that they have handlers for', async () => {
    await type(
      machine,
      `cat > /root/catch.py <<'END'
import signal, sys, time
def caught(number, frame):
    print('caught', number, flush=True); sys.exit(5)
signal.signal(signal.SIGTERM, caught)
time.sleep(1000)
END`,
    );
    const { stdout } = (await type(machine, 'python3 /root/catch.py & sleep 1; kill $!; wait $!; echo $?')).observation;
    assert.match(stdout, /caught 15\n/);
    assert.match(stdout, /^5$/m);
  });

  it('read and write the files of the machine under its rules, and events tell of it', async () => {
    const { observation, events } = await type(
      machine,
      `python3 - <<'END'
import os, shutil
from pathlib import Path
Path('/root/n').mkdir(); Path('/root/n/a.txt').write_text('one')
print(open('/opt/agent/start.py').readline().strip(), os.path.getsize('/opt/agent/weights/a.safetensors'))
shutil.copy('/opt/agent/weights/a.safetensors', '/root/n/copy'); os.chmod('/root/n/a.txt', 0o600); os.symlink('a.txt', '/root/n/l')
print(oct(os.stat('/root/n/l').st_mode), sorted(os.listdir('/root/n')), os.readlink('/root/n/l'))
END
stat -c '%a %s' /root/n/a.txt; sha256sum /root/n/copy /opt/agent/weights/a.safetensors | cut -c1-64 | uniq | wc -l`,
    );
    assert.equal(
      observation.stdout,
      "from src.agent import Agent 15000000000\n0o100600 ['a.txt', 'copy', 'l'] a.txt\n600 3\n1\n",
      observation.stderr,
    );
    const kinds = events.flatMap((event) =>
      event.kind.startsWith('file.') && 'path' in event ? [`${event.kind} ${event.path}`] : [],
    );
    for (const expected of [
      'file.read /opt/agent/start.py',
      'file.read /opt/agent/weights/a.safetensors',
      'file.written /root/n/a.txt',
      'file.written /root/n/copy',
    ]) {
      assert.ok(kinds.includes(expected), expected);
    }
  });

  it('may not do more than their user may', async () => {
    const users = { user: 'agent' };
    const other = await machineWithPython({ spec: users, user: 'agent' });
    const told = await script(
      other,
      `import os, socket
for act in (lambda: open('/etc/shadow'), lambda: open('/etc/passwd', 'a'), lambda: os.remove('/etc/hostname'), lambda: os.kill(1, 15), lambda: os.listdir('/root'), lambda: socket.socket().bind(('', 80))):
    try: act(); print('done')
    except OSError as e: print(e)
print(os.getuid() > 0)`,
    );
    assert.equal(
      told,
      "[Errno 13] Permission denied: '/etc/shadow'\n[Errno 13] Permission denied: '/etc/passwd'\n[Errno 13] Permission denied: '/etc/hostname'\n[Errno 1] Operation not permitted\n[Errno 13] Permission denied: '/root'\n[Errno 13] Permission denied\nTrue\n",
    );
  });

  it('find a full disk full', async () => {
    const small = await machineWithPython({
      spec: { hardware: { cpus: 2, memory: 2 ** 33, disk: 40 * 2 ** 30, gpus: undefined } },
    });
    const told = await script(
      small,
      "import shutil\nfor n in range(4): shutil.copy('/opt/agent/weights/a.safetensors', f'/root/{n}')",
    );
    assert.match(told, /OSError: \[Errno 28\] No space left on device/);
  });

  it('run threads to their ends, let servers in threads answer, and pools work', async () => {
    const told = await script(
      machine,
      `import threading, queue, urllib.request, multiprocessing
from concurrent.futures import ThreadPoolExecutor
from http.server import HTTPServer, BaseHTTPRequestHandler
q = queue.Queue(); done = []
def worker():
    while True:
        done.append(q.get()); q.task_done()
threading.Thread(target=worker, daemon=True).start()
for n in range(3): q.put(n)
q.join(); print(done)
class H(BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(200); self.end_headers(); self.wfile.write(b'pong')
    def log_message(self, *a): pass
s = HTTPServer(('127.0.0.1', 8555), H); threading.Thread(target=s.serve_forever, daemon=True).start()
print(urllib.request.urlopen('http://127.0.0.1:8555/').read()); s.shutdown()
with ThreadPoolExecutor(4) as e: print(list(e.map(lambda x: x * 2, range(3))))
with multiprocessing.Pool(2) as p: print(p.map(abs, [-1, 2]))`,
    );
    assert.equal(told, "[0, 1, 2]\nb'pong'\n[0, 2, 4]\n[1, 2]\n");
  });
});
