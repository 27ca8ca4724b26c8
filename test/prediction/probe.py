# Asks a kernel who reaches whom. Reads JSON: `probes`, each `[stack, protocol, address, port, interface, bytes]`, and `stacks`, the names of all
# namespaces, in each of which somebody listens, '' is the machine; `wait`, seconds before it begins; `tries`, how often it asks who is silent. Writes
# what came of each probe: `ok`, `silence`, or the name of the error, and behind it, of one that came by ICMP, its type, code and sender.
import ctypes, errno, json, os, select, signal, socket, struct, sys, time

PORT, WAIT = 7777, 3.4  # that nobody answers for an address is known after 3 s
libc = ctypes.CDLL(None, use_errno=True)


def enter(name):
    if name == '':
        return
    with open(f'/run/netns/{name}') as file:
        if libc.setns(file.fileno(), 0):
            raise OSError(ctypes.get_errno(), name)


def write(file, text):
    try:
        with open(f'/proc/sys/net/{file}', 'w') as setting:
            setting.write(text)
    except OSError:
        pass


def settings():
    # A redirect would be remembered, and errors of ICMP be kept back where many are due.
    for family in ('ipv4', 'ipv6'):
        for device in os.listdir('/proc/self/net/dev_snmp6') + ['all', 'default']:
            write(f'{family}/conf/{device}/accept_redirects', '0')
    write('ipv4/ping_group_range', '0 0')
    write('ipv4/icmp_ratelimit', '0')
    write('ipv6/icmp/ratelimit', '0')
    # What has been learned of the step before.
    os.system('ip neighbour flush all')
    for family in ('ipv4', 'ipv6'):
        write(f'{family}/route/flush', '1')


def serve(say):
    """Answers in a process of its own: who also asks would let datagrams wait until nobody waits for their answer."""
    poll, listening = select.poll(), {}
    for family, any_ in ((socket.AF_INET, '0.0.0.0'), (socket.AF_INET6, '::')):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            server = socket.socket(family, kind | socket.SOCK_NONBLOCK)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            server.bind((any_, PORT))
            if kind == socket.SOCK_STREAM:
                server.listen(512)
            poll.register(server, select.POLLIN)
            listening[server.fileno()] = server
    say('ready')
    while True:
        for fd, _ in poll.poll():
            answer(listening[fd])


def answer(server):
    """All who have come."""
    while True:
        try:
            if server.type == socket.SOCK_STREAM:
                server.accept()[0].close()
            else:
                server.sendto(*server.recvfrom(65536))
        except BlockingIOError:
            return
        except OSError:  # of one of them: an error of ICMP, no way back
            pass


class Probe:
    def __init__(self, _stack, protocol, address, port, device, length):
        self.protocol, self.tries, self.due = protocol, 0, 0
        self.isSix = ':' in address
        level = socket.IPPROTO_IPV6 if self.isSix else socket.IPPROTO_IP
        family = socket.AF_INET6 if self.isSix else socket.AF_INET
        kind = socket.SOCK_STREAM if protocol == 'tcp' else socket.SOCK_DGRAM
        number = 0 if protocol != 'icmp' else socket.getprotobyname('ipv6-icmp' if self.isSix else 'icmp')
        self.client = socket.socket(family, kind | socket.SOCK_NONBLOCK, number)
        self.client.setsockopt(level, 25 if self.isSix else 11, 1)  # IPV6_RECVERR, IP_RECVERR
        self.asks = socket.socket(family, socket.SOCK_DGRAM)
        for each in (self.client, self.asks):
            if device:
                each.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
        headers = (40 if self.isSix else 20) + 8
        payload = max(0, length - headers) if length else 48
        if length:
            self.client.setsockopt(level, 23 if self.isSix else 10, 3)  # IPV6_MTU_DISCOVER, IP_MTU_DISCOVER: IP_PMTUDISC_PROBE
        self.hello = (bytes([128 if self.isSix else 8, 0, 0, 0, 0, 0, 0, 1]) if protocol == 'icmp' else b'') + b'x' * payload
        self.target = (address, 0 if protocol == 'icmp' else port)

    def begin(self, now):
        """Gives what came of it, if that is known already."""
        self.tries += 1
        self.due = now + WAIT * (asked['tries'] if self.protocol == 'tcp' else 1)
        try:
            if self.tries == 1 and self.protocol == 'icmp':
                self.asks.connect((self.target[0], 1025))  # as ping does, to learn whether it can
            elif self.tries == 1:
                self.client.connect(self.target)
            if self.protocol == 'icmp':
                self.client.sendto(self.hello, self.target)
            elif self.protocol == 'udp':
                self.client.send(self.hello)
            elif self.tries == 1:
                return 'ok'
        except BlockingIOError:
            pass
        except OSError as error:
            return self.failure(error.errno)
        return None

    def failure(self, number):
        name = errno.errorcode.get(number, str(number))
        try:
            _, rest, _, _ = self.client.recvmsg(512, 512, socket.MSG_ERRQUEUE)
        except OSError:
            return name
        for _, _, data in rest:
            number, origin, type_, code = struct.unpack_from('=IBBB', data)
            name = errno.errorcode.get(number, str(number))
            if origin == 2 and type_ == 5:  # a redirect is no failure
                return None
            if origin in (2, 3):  # SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6
                sender = socket.inet_ntop(socket.AF_INET6, data[24:40]) if origin == 3 else socket.inet_ntop(socket.AF_INET, data[20:24])
                return f'{name} {type_}/{code} {sender}'
        return name

    def heard(self, event):
        """Something came in: what that is, if it ends the probe."""
        number = self.client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if number or event & select.POLLERR:
            return self.failure(number)
        if self.protocol == 'tcp':
            return 'ok' if event & select.POLLOUT else None
        try:
            self.client.recv(65536)
            return 'ok'
        except BlockingIOError:
            return None
        except OSError as error:
            return self.failure(error.errno)

    def late(self, now):
        return 'silence' if self.protocol == 'tcp' or self.tries == asked['tries'] else self.begin(now)


def ask(probes, say):
    poll = select.poll()
    waiting, asking, found = list(reversed(probes)), {}, {}

    def end(fd, said):
        index, _ = asking.pop(fd)
        poll.unregister(fd)
        found[index] = said

    while waiting or asking:
        if waiting:
            index, words = waiting.pop()
            try:
                probe = Probe(*words)
                said = probe.begin(time.monotonic())
            except OSError as error:
                said = errno.errorcode.get(error.errno, str(error))
            if said is not None:
                found[index] = said
            else:
                asking[probe.client.fileno()] = (index, probe)
                poll.register(probe.client, select.POLLOUT if probe.protocol == 'tcp' else select.POLLIN)
        events = poll.poll(5 if waiting else 50)
        for fd, event in events:
            said = asking[fd][1].heard(event)
            if said is not None:
                end(fd, said)
        if events:  # nobody is silent before all that came is heard
            continue
        now = time.monotonic()
        for fd, (_, probe) in list(asking.items()):
            said = probe.late(now) if probe.due <= now else None
            if said is not None:
                end(fd, said)
    say(json.dumps(found))


def start(name, job):
    """A process in the stack, that says by lines what it has to say."""
    hears, says = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(hears)
        enter(name)
        job(lambda line: os.write(says, f'{line}\n'.encode()))
        os._exit(0)
    os.close(says)
    return pid, os.fdopen(hears)


def begin_to_serve(say):
    settings()
    serve(say)


asked = json.load(sys.stdin)
servers = [start(name, begin_to_serve) for name in asked['stacks']]
for _, said in servers:
    said.readline()
time.sleep(asked['wait'])
askers = []
for name in asked['stacks']:
    own = [(index, words) for index, words in enumerate(asked['probes']) if words[0] == name]
    askers.append(start(name, lambda say: ask(own, say)))
found = {}
for _, said in askers:
    found.update(json.loads(said.readline()))
for pid, _ in servers:
    os.kill(pid, signal.SIGKILL)
print(json.dumps([found[str(index)] for index in range(len(asked['probes']))]))
