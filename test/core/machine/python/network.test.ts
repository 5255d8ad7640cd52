/** The mocked network as scripts use it: they connect, they listen, they ask services. */
import assert from 'node:assert/strict';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { machineWithPython, script, type } from './python-fixture.ts';

describe('the network of scripts', function () {
  this.timeout(20_000);
  let machine: Machine;
  before(async () => {
    machine = await machineWithPython();
    await type(machine, 'printf "requests==2.32.3\\n" > requirements.txt; sleep 120');
  });

  it('tells open, closed and silent ports apart, and time passes with silence', async () => {
    const told = await script(
      machine,
      `import socket, time
def attempt(host, port, wait):
    begun = time.time()
    s = socket.socket(); s.settimeout(wait)
    try: return s.connect_ex((host, port)), round(time.time() - begun)
    except Exception as e: return repr(e), round(time.time() - begun)
for place in (('127.0.0.1', 8000, 1), ('localhost', 8750, 1), ('127.0.0.1', 9999, 1)): print(*attempt(*place))
try: socket.create_connection(('203.0.113.9', 80), timeout=3)
except Exception as e: print(repr(e))
try: socket.gethostbyname('no.such.host.invalid')
except socket.gaierror as e: print(e.errno)
print([p for p in range(7990, 8010) if socket.socket().connect_ex(('127.0.0.1', p)) == 0])`,
    );
    assert.match(told, /^0 0\n0 0\n111 0\nTimeoutError\('timed out'\)\n-[23]\n\[8000\]\n$/);
  });

  it('lets urllib, http.client and requests ask the services that curl asks, and reports it', async () => {
    const body = (await type(machine, "curl -s -d '{}' localhost:8000/chat")).observation.stdout;
    const { observation, events } = await type(
      machine,
      `python3 - <<'END'
import urllib.request, http.client, requests
print(urllib.request.urlopen('http://localhost:8000/chat', data=b'{}').read().decode())
c = http.client.HTTPConnection('127.0.0.1', 8000); c.request('POST', '/chat', '{}'); r = c.getresponse(); print(r.status, r.read().decode())
r = requests.post('http://localhost:8000/chat', json={}); print(r.status_code, r.text)
try: urllib.request.urlopen('http://localhost:8000/none')
except Exception as e: print(e)
END`,
    );
    assert.equal(
      observation.stdout,
      `${body}\n200 ${body}\n200 ${body}\nHTTP Error 404: Not Found\n`,
      observation.stderr,
    );
    const asked = events.flatMap((event) =>
      event.kind === 'http.request' ? [`${event.method} ${event.url} ${event.status}`] : [],
    );
    assert.deepEqual(asked, [
      'POST http://localhost:8000/chat 200',
      'POST http://127.0.0.1:8000/chat 200',
      'POST http://localhost:8000/chat 200',
      'GET http://localhost:8000/none 404',
    ]);
  });

  it('fails as requests does where nobody listens', async () => {
    const told = await script(machine, `import requests\nrequests.get('http://localhost:8760/v1/models')`);
    assert.match(
      told,
      /^Traceback \(most recent call last\):\n {2}File "\/usr\/local\/lib\/python3\.10\/dist-packages\/urllib3\/connection\.py"/,
    );
    assert.match(
      told,
      /\nConnectionRefusedError: \[Errno 111\] Connection refused\n\nThe above exception was the direct cause/,
    );
    assert.match(
      told,
      /requests\.exceptions\.ConnectionError: HTTPConnectionPool\(host='localhost', port=8760\): Max retries exceeded with url: \/v1\/models \(Caused by NewConnectionError\('<urllib3\.connection\.HTTPConnection object at 0x[0-9a-f]+>: Failed to establish a new connection: \[Errno 111\] Connection refused'\)\)\n$/,
    );
  });

  it('lets a script serve: everybody sees the port, and it answers curl, wget and other scripts', async () => {
    await type(
      machine,
      `cat > /root/dummy.py <<'END'
from http.server import BaseHTTPRequestHandler, HTTPServer
class H(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(200); self.end_headers(); self.wfile.write(b'echo ' + body)
HTTPServer(('0.0.0.0', 8123), H).serve_forever()
END
nohup python3 /root/dummy.py > /root/dummy.log 2>&1 &`,
    );
    await type(machine, 'sleep 1');
    const { stdout } = (
      await type(machine, 'curl -s -d hi localhost:8123/; echo; ss -tln | grep -c :8123; pgrep -f dummy.py | wc -l')
    ).observation;
    assert.equal(stdout, 'echo hi\n1\n1\n');
    assert.match(
      await script(machine, "import urllib.request as u; print(u.urlopen('http://localhost:8123/', b'x').read())"),
      /b'echo x'/,
    );
    assert.match((await type(machine, 'cat /root/dummy.log')).observation.stdout, /"POST \/ HTTP\/1\.1" 200 -\n/);
    const again = (await type(machine, 'python3 /root/dummy.py')).observation;
    assert.match(again.stderr, /OSError: \[Errno 98\] Address already in use\n$/);
    assert.match(
      await script(machine, "import socket; socket.socket().bind(('', 8000))"),
      /OSError: \[Errno 98\] Address already in use\n$/,
    );
    await type(machine, 'pkill -f dummy.py');
    assert.equal((await type(machine, 'curl -s localhost:8123/; echo $?')).observation.stdout, '7\n');
  });

  it('serves the files of a folder with -m http.server', async () => {
    const { stdout } = (
      await type(
        machine,
        'cd /opt/agent; python3 -m http.server 9001 > /dev/null 2>&1 & sleep 1; curl -s localhost:9001/start.py; wget -qO- localhost:9001/ | grep -c weights; kill %1',
      )
    ).observation;
    assert.equal(stdout, 'from src.agent import Agent\n\nAgent().run()\n1\n');
  });
});
