<?php
// The twin of docs/steps/09-write/failures.rs.
//
//     php docs/steps/09-write/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$msg = "test successful\n";

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);
socket_write($sock, $msg);

// The client goes. The first write still succeeds.
[$socket, $msgsock] = connection($sock, $port);
socket_close($socket);
socket_write($msgsock, $msg) === false and exit(1);
socket_write($msgsock, $msg);
socket_close($msgsock);

// The client goes, and has not read the greeting.
[$socket, $msgsock] = connection($sock, $port);
socket_write($msgsock, $msg) === false and exit(1);
socket_close($socket);
socket_write($msgsock, $msg);
socket_close($msgsock);

full($sock, $port);

[$socket, $msgsock] = connection($sock, $port);
socket_shutdown($socket, 1) or exit(1); // writes nothing more
socket_write($socket, $msg);
socket_close($socket);
socket_close($msgsock);

datagrams($port);

/** Nobody reads, until the kernel takes nothing more. */
function full(\Socket $sock, int $port): void
{
    $msg = "test successful\n";
    [$socket, $msgsock] = connection($sock, $port);
    $patience = ['sec' => 0, 'usec' => 200000];
    socket_set_option($msgsock, SOL_SOCKET, SO_SNDTIMEO, $patience) or exit(1);
    $data = str_repeat('x', 16 << 20); // 16 MiB
    while (\socket_write($msgsock, $data) !== false) {
    }
    socket_write($msgsock, $msg);
    socket_set_nonblock($msgsock) or exit(1);
    socket_write($msgsock, $msg);
    socket_close($socket);
    socket_close($msgsock);
}

/** UDP sends messages, each to an address. */
function datagrams(int $port): void
{
    $msg = "test successful\n";
    $datagrams = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
    socket_write($datagrams, $msg);
    socket_connect($datagrams, '127.0.0.1', $port) or exit(1);
    socket_write($datagrams, str_repeat('x', 70000));
    socket_write($datagrams, $msg) === false and exit(1);
    socket_write($datagrams, $msg);

    socket_close($datagrams);
    try {
        socket_write($datagrams, $msg);
    } catch (\Error) {
        // It was printed; without this line it would end the program.
    }
}

/** A client's socket and the server's socket for it. */
function connection(\Socket $sock, int $port): array
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, '127.0.0.1', $port) or exit(1);
    return [$socket, socket_accept($sock) ?: exit(1)];
}
