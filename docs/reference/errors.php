<?php
// The twin of docs/reference/errors.rs: causes every error of the book's page of errors.
//
//     php docs/reference/errors.php
//     php docs/reference/errors.php EPIPE

declare(strict_types=1);

const ERRORS = [
    'EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'EPERM', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE',
    'ETIMEDOUT', 'ENETUNREACH', 'EAGAIN', 'EINPROGRESS', 'EALREADY', 'EINTR', 'ENOTCONN',
    'EISCONN', 'EDESTADDRREQ', 'EMSGSIZE', 'EINVAL', 'EOPNOTSUPP', 'ENOPROTOOPT', 'EDOM',
    'EPROTONOSUPPORT', 'ESOCKTNOSUPPORT', 'EPROTOTYPE', 'ENOENT', 'ENOTDIR', 'ENODEV', 'EMFILE',
    'ETOOMANYREFS', 'ENOBUFS', '-10000', 'NO_RECOVERY', 'EAI_NONAME', 'EAI_SERVICE',
];

const HELP = <<<'TEXT'
Provokes the errors of the book's page of errors: all of them, or the one that is named.

  errors [NAME]  such as EPIPE
  --help         show this
TEXT;

if (in_array($argv[1] ?? '', ['--help', '-h'], true)) {
    echo HELP, "\n";
    exit(0);
}
if (isset($argv[1]) && !in_array($argv[1], ERRORS, true)) {
    fwrite(STDERR, "$argv[1]: no such error here; without a name, all are shown\n");
    exit(1);
}
foreach (ERRORS as $name) {
    if (!in_array($argv[1] ?? $name, [$name], true)) {
        continue;
    }
    error_clear_last();
    socket_clear_error();
    $result = @($name === '-10000' ? 'no_address' : strtolower($name))();
    echo "$name: ", $result === false ? why() : 'it did not come', "\n";
}

/** PHP's warning, or the code if there is none. */
function why(): string
{
    $code = socket_last_error();
    $silent = $code === 0 ? 'no warning, no code' : "no warning [$code]: " . socket_strerror($code);
    return error_get_last()['message'] ?? $silent;
}

function tcp(): Socket
{
    return socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
}

function udp(): Socket
{
    return socket_create(AF_INET, SOCK_DGRAM, SOL_UDP);
}

function bound(): array
{
    $socket = tcp();
    socket_bind($socket, '127.0.0.1', 0);
    socket_getsockname($socket, $address, $port);
    return [$socket, $port];
}

function connected(): array
{
    [$server, $port] = bound();
    socket_listen($server, 4);
    $client = tcp();
    socket_connect($client, '127.0.0.1', $port);
    return [$client, socket_accept($server)];
}

/** A server with room for one connection, which is taken. */
function full(): array
{
    [$server, $port] = bound();
    socket_listen($server, 0);
    $client = tcp();
    socket_connect($client, '127.0.0.1', $port);
    $read = [$server];
    $none = null;
    socket_select($read, $none, $none, 5);
    return [$server, $client, $port];
}

function eaddrinuse()
{
    [$first, $port] = bound();
    $second = tcp();
    return socket_bind($second, '127.0.0.1', $port);
}

function eaddrnotavail()
{
    // An address that no machine has: it is reserved for examples.
    return socket_bind(tcp(), '192.0.2.1', 8001);
}

function eacces()
{
    $socket = udp(); // without SO_BROADCAST
    return socket_sendto($socket, 'to all', 6, 0, '127.255.255.255', 8001);
}

function eperm()
{
    return socket_create(AF_INET, SOCK_RAW, 1);
}

function econnrefused()
{
    [$nobody_listens, $port] = bound();
    return socket_connect(tcp(), '127.0.0.1', $port);
}

function econnreset()
{
    [$client, $server] = connected();
    socket_write($client, 'two');
    socket_read($server, 1);
    socket_close($server); // two bytes were not read
    return socket_read($client, 8192);
}

function epipe()
{
    [$client, $server] = connected();
    socket_write($client, 'two');
    socket_read($server, 1);
    socket_close($server);
    socket_read($client, 8192); // the reset
    return socket_write($client, 'more');
}

function etimedout()
{
    $TCP_USER_TIMEOUT = 18; // PHP has no name for it
    [$server, $queued, $port] = full();
    $client = tcp();
    // In milliseconds; without it the kernel tries for two minutes.
    socket_set_option($client, SOL_TCP, $TCP_USER_TIMEOUT, 1);
    return socket_connect($client, '127.0.0.1', $port);
}

function enetunreach()
{
    // TCP cannot connect to a group.
    return socket_connect(tcp(), '224.0.0.1', 8001);
}

function eagain()
{
    [$client, $server] = connected();
    socket_set_nonblock($client);
    return socket_read($client, 8192);
}

function einprogress()
{
    [$server, $queued, $port] = full();
    $client = tcp();
    socket_set_nonblock($client);
    return socket_connect($client, '127.0.0.1', $port);
}

function ealready()
{
    [$server, $queued, $port] = full();
    $client = tcp();
    socket_set_nonblock($client);
    socket_connect($client, '127.0.0.1', $port); // in progress
    return socket_connect($client, '127.0.0.1', $port);
}

function eintr()
{
    [$client, $server] = connected();
    // With a time-out a signal ends the wait, however its handler is set up.
    socket_set_option($client, SOL_SOCKET, SO_RCVTIMEO, ['sec' => 9, 'usec' => 0]);
    pcntl_signal(SIGALRM, fn () => null);
    pcntl_alarm(1);
    return socket_read($client, 8192);
}

function enotconn()
{
    return socket_read(tcp(), 8192);
}

function eisconn()
{
    [$client, $server] = connected();
    return socket_connect($client, '127.0.0.1', 8001);
}

function edestaddrreq()
{
    return socket_write(udp(), 'to whom?');
}

function emsgsize()
{
    $data = str_repeat('x', 65_508); // one byte too many
    return socket_sendto(udp(), $data, 65_508, 0, '127.0.0.1', 8001);
}

function einval()
{
    [$socket] = bound();
    return socket_bind($socket, '127.0.0.1', 0); // again
}

function eopnotsupp()
{
    return socket_listen(udp(), 4);
}

function enoprotoopt()
{
    return socket_get_option(tcp(), SOL_SOCKET, 9999);
}

function edom()
{
    $timeout = [
        'sec' => 0,
        'usec' => 1_000_000, // a second has 999999 at most
    ];
    return socket_set_option(tcp(), SOL_SOCKET, SO_RCVTIMEO, $timeout);
}

function eprotonosupport()
{
    return socket_create(AF_INET, SOCK_STREAM, SOL_UDP);
}

function esocktnosupport()
{
    return socket_create(AF_INET, SOCK_RDM, 0);
}

function eprototype()
{
    $path = sys_get_temp_dir() . '/errors-' . getmypid();
    $server = socket_create(AF_UNIX, SOCK_STREAM, 0);
    socket_bind($server, $path);
    $client = socket_create(AF_UNIX, SOCK_DGRAM, 0);
    $connected = socket_connect($client, $path);
    unlink($path);
    return $connected;
}

function enoent()
{
    $client = socket_create(AF_UNIX, SOCK_STREAM, 0);
    return socket_connect($client, '/tmp/nobody/made/this');
}

function enotdir()
{
    $server = socket_create(AF_UNIX, SOCK_STREAM, 0);
    return socket_bind($server, '/dev/null/socket');
}

function enodev()
{
    return socket_set_option(udp(), SOL_SOCKET, SO_BINDTODEVICE, 'nosuch0');
}

function emfile()
{
    $sockets = [];
    while (count($sockets) < 2000) {
        $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
        if ($socket === false) {
            return false;
        }
        $sockets[] = $socket;
    }
}

function etoomanyrefs()
{
    socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair);
    $descriptors = [
        'level' => SOL_SOCKET,
        'type' => SCM_RIGHTS,
        'data' => array_fill(0, 250, STDIN),
    ];
    $message = ['iov' => ['x'], 'control' => [$descriptors]];
    for ($count = 1; $count <= 100; $count++) {
        if (!socket_sendmsg($pair[0], $message)) {
            return false; // nobody took them out
        }
    }
}

function enobufs()
{
    $socket = udp();
    for ($last = 1; $last <= 100; $last++) {
        $request = ['group' => "239.255.0.$last", 'interface' => 1]; // lo
        if (!socket_set_option($socket, IPPROTO_IP, MCAST_JOIN_GROUP, $request)) {
            return false;
        }
    }
}

function no_address()
{
    return socket_connect(tcp(), '::1', 8001); // an IPv6 address, an IPv4 socket
}

function no_recovery()
{
    return socket_connect(tcp(), '', 8001);
}

function eai_noname()
{
    return socket_addrinfo_lookup('localhost', '80', ['ai_flags' => AI_NUMERICHOST]);
}

function eai_service()
{
    return socket_addrinfo_lookup('127.0.0.1', 'no such service');
}
