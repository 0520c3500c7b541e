<?php
// The twin of docs/steps/20-select/failures.rs.
//
//     php docs/steps/20-select/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$write = $except = null;

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

echo "-- You pass the array that the last call has emptied\n";
$read = [$sock];
socket_select($read, $write, $except, 0) === false and exit(1);
try {
    socket_select($read, $write, $except, 0);
} catch (\Error) {
    // It was printed; without this line it would end the program.
}

echo "-- The time is below 0\n";
$read = [$sock];
socket_select($read, $write, $except, -1);

echo "-- A client has reset its connection: it is ready, and the read fails\n";
[$socket, $msgsock] = connection($sock, $port);
$at_once = ['l_onoff' => 1, 'l_linger' => 0];
socket_set_option($socket, SOL_SOCKET, SO_LINGER, $at_once) or exit(1);
socket_close($socket);
$read = [$msgsock];
socket_select($read, $write, $except, 1) === false and exit(1);
socket_read($msgsock, 8192);
socket_close($msgsock);

echo "-- A client does not read, and its socket is not ready to write\n";
[$socket, $msgsock] = connection($sock, $port);
socket_set_nonblock($msgsock) or exit(1);
$data = str_repeat('x', 16 << 20); // 16 MiB
while (@\socket_write($msgsock, $data) !== false) { // not shown
}
socket_write($msgsock, "ann: hi bob\n");
socket_close($socket);
socket_close($msgsock);

echo "-- The array has a socket that you have closed\n";
$read = [$sock, $msgsock];
try {
    socket_select($read, $write, $except, 0);
} catch (\Error) {
    // As above.
}

/** A client's socket and the server's socket for it. */
function connection(\Socket $sock, int $port): array
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, '127.0.0.1', $port) or exit(1);
    return [$socket, socket_accept($sock) ?: exit(1)];
}
